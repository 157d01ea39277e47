from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import Of, seen

LOG = seen("watch.log", says=_("the audit log"))
ACTIVITY = seen("watch.activity", says=_("their activity"), of=Of.PERSON)
INCIDENTS = seen("watch.incidents", says=_("what looked like attacks"), of=Of.HOUSE)


@fact("watch.log_exported.v1", says=_("exported the audit log as {form}"))
class LogExported:
    workspace_id: UUID
    form: str
