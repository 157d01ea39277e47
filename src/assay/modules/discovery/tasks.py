"""Background entry points of discovery."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.discovery import services
from assay.modules.discovery.types import DiscoveryRunId


def give_up(*, run_id: str) -> None:
    """Say on the run itself that it will not be tried again."""
    services.give_up(DiscoveryRunId(UUID(run_id)))


@job(name="discovery.carry_out", retry=2, on_give_up=give_up)
def carry_out(*, run_id: str) -> None:
    """Search for a queued run."""
    services.carry_out(DiscoveryRunId(UUID(run_id)))
