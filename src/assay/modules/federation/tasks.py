"""What the worker does for federation."""

from assay.kernel.jobs import job
from assay.modules.federation.services import expiring, trips


@job(name="federation.sweep", every="23 * * * *")
def sweep() -> None:
    """Forget answers that nobody could bring again."""
    trips.sweep()


@job(name="federation.warn_of_ending_secrets", every="53 * * * *", retry=1)
def warn_of_ending_secrets() -> None:
    """Tell owners in time."""
    expiring.warn()
