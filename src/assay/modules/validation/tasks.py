"""Background entry points of validation."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.validation.services import explaining, runs
from assay.modules.validation.types import RunId


def give_up(*, run_id: str) -> None:
    """Say on the run itself that it will not be tried again."""
    runs.give_up(RunId(UUID(run_id)))


@job(name="validation.carry_out", retry=2, on_give_up=give_up)
def carry_out(*, run_id: str) -> None:
    """Run the engine for a queued run."""
    runs.carry_out(RunId(UUID(run_id)))


@job(name="validation.explain", retry=2)
def explain(*, run_id: str) -> None:
    """Work out what moved since the idea's last verdict."""
    explaining.explain(RunId(UUID(run_id)))
