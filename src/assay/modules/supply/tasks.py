"""What the worker does about weaknesses."""

from assay.kernel.jobs import job
from assay.modules.supply.services import readings


@job(name="supply.read", every="41 * * * *", retry=1)
def read() -> None:
    """Ask the list once a day, at once for other parts, and hourly while it cannot be read."""
    readings.read_when_due()
