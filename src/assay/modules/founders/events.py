from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import seen

PROFILE = seen("founders.profile", says=_("their founder profile"))


@fact("founders.profile_saved.v1", says=_("saved a founder profile"))
class ProfileSaved:
    profile_id: UUID
    person_id: UUID
    workspace_id: UUID
