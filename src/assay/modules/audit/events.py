from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("audit.system_changed.v1", says=_("changed stored rows for upkeep: {reason}"))
class SystemChanged:
    """Rows changed without anybody having asked: a migration, demo data, an erasure, a retention period."""

    reason: str
