from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("watch.log_exported.v1", says=_("exported the audit log as {form}"))
class LogExported:
    workspace_id: UUID
    form: str
