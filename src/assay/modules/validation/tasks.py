"""Background entry points of validation."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.validation.services import runs
from assay.modules.validation.types import RunId


@job(name="validation.give_up")
def give_up(run_id: str) -> None:
    runs.give_up(RunId(UUID(run_id)))


@job(name="validation.carry_out", retry=2, on_give_up=runs_given_up)
def carry_out(run_id: str) -> None:
    runs.carry_out(RunId(UUID(run_id)))
