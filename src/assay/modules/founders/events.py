from uuid import UUID

from assay.kernel.events import fact


@fact("founders.profile_saved.v1")
class ProfileSaved:
    profile_id: UUID
    person_id: UUID
    workspace_id: UUID
