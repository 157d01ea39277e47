"""What the worker does for federation."""

from assay.kernel.jobs import job
from assay.modules.federation.services import trips


@job(name="federation.sweep", every="23 * * * *")
def sweep() -> None:
    """Forget answers that nobody could bring again."""
    trips.sweep()
