"""The door to discovery."""

from assay.modules.discovery.queries import get_result, get_run
from assay.modules.discovery.services import open_as_idea, open_run
from assay.modules.discovery.types import DiscoveryRun, DiscoveryRunId, RunStatus

__all__ = ["DiscoveryRun", "DiscoveryRunId", "RunStatus", "get_result", "get_run", "open_as_idea", "open_run"]
