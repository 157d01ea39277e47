"""What the worker does for the log."""

from assay.kernel.jobs import job
from assay.modules.audit.services import checkpoints, sealing


@job(name="audit.seal", queue="audit", every="* * * * * */10", retry=1)
def seal() -> None:
    """Give what was committed its place in its chain."""
    sealing.seal_all()


@job(name="audit.checkpoint", queue="audit", every="*/5 * * * *", retry=2)
def checkpoint() -> None:
    """Sign for what grew, and tell the witness."""
    checkpoints.take()
