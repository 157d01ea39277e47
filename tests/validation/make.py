"""Judged ideas for tests. The engine judges equal answers once per process, from few draws."""

from dataclasses import replace
from datetime import date
from functools import cache

from assay.engine.inputs import Customer, CustomerType, Founder, Goal, IdeaInput, Money
from assay.engine.result import ValidationResult
from assay.engine.types import Archetype, Range, Record
from assay.engine.validate import validate
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation.api import EvidenceId, NewEvidence, Run, Trigger, log_evidence, open_run, start_idea
from assay.modules.validation.services import runs

ANSWERS = IdeaInput(
    name="Shift swap",
    sentence="Cafés swap shifts without phone calls",
    archetype=Archetype.SUBSCRIPTION,
    customer=Customer(role="café manager", type=CustomerType.MICRO, country="US"),
    money=Money(currency="USD", price=Range(low=29, likely=39, high=49)),
    founder=Founder(hours_per_week=15, cash=10_000, affordable_loss=8_000, wage=30, goal=Goal(profit=1_500, month=24)),
)
INTERVIEWS = Record(id="", type="X12", template="D6", k=19, n=120)
DAY = date(2026, 11, 20)
DRAWS = 1_024


def answered(actor: Actor, *, name: str = ANSWERS.name) -> IdeaId:
    """Store an idea with all that a verdict needs."""
    return start_idea(actor, replace(ANSWERS, name=name))


def logged(actor: Actor, idea_id: IdeaId, *, record: Record = INTERVIEWS, note: str = "") -> EvidenceId:
    """Append a row to the idea's ledger."""
    return log_evidence(actor, idea_id, new=NewEvidence(record=record, happened_on=DAY, note=note))


def judged(actor: Actor, idea_id: IdeaId) -> Run:
    """Open a run over the idea as it stands, and finish it with what the engine says of its answers alone."""
    run = open_run(actor, idea_id, trigger=Trigger.WIZARD)
    work = runs._start(run.id)
    assert work is not None
    runs._finish(work, _verdict(replace(work.answers, evidence=())))
    return run


@cache
def _verdict(answers: IdeaInput) -> ValidationResult:
    return validate(answers, draws=DRAWS)
