from uuid import UUID

from assay.kernel.events import fact


@fact("discovery.finished.v1")
class DiscoveryFinished:
    run_id: UUID
    workspace_id: UUID
