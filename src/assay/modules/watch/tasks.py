"""What the worker does for watching."""

from assay.kernel.jobs import job
from assay.modules.watch import services


@job(name="watch.judge", queue="audit", every="* * * * *", retry=1)
def judge() -> None:
    """Let every rule look at the log."""
    services.judge()
