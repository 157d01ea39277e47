from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import seen

SEARCHES = seen("discovery.searches", says=_("their searches for ideas"))
SEARCH = seen("discovery.search", says=_("what a search for ideas found"))


@fact("discovery.opened.v1", says=_("asked for ideas that fit"))
class DiscoveryOpened:
    run_id: UUID
    workspace_id: UUID


@fact("discovery.started.v1", says=_("began a search for ideas"))
class DiscoveryStarted:
    run_id: UUID
    workspace_id: UUID


@fact("discovery.finished.v1", says=_("finished a search for ideas"))
class DiscoveryFinished:
    run_id: UUID
    workspace_id: UUID


@fact("discovery.failed.v1", says=_("gave up a search for ideas"))
class DiscoveryFailed:
    run_id: UUID
    workspace_id: UUID
