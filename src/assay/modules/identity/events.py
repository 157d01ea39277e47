"""What identity announces."""

from uuid import UUID

from assay.kernel.events import fact


@fact("identity.person_joined.v1")
class PersonJoined:
    """Somebody signed up; their own workspace exists. Their e-mail address is not verified yet."""

    person_id: UUID
    workspace_id: UUID
