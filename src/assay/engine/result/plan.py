"""Risks, the plan, the checklist, whom to ask and what: each derived from ledger and economics."""

from dataclasses import dataclass

from assay.engine.result.words import Sentence, Severity
from assay.engine.types import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskOut:
    id: str
    name: str
    severity: Severity
    probability: Quantity
    statement: Sentence
    mitigation: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    day: int  # 30, 60, 90: a structural token, the name of the column
    actions: tuple[Sentence, ...]
    success: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One line of the go/no-go list; ``is_met`` None while not known."""

    id: str
    statement: Sentence
    is_met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    template: str
    ask: str
    listen_for: str
    act_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Who to talk to: the founder's own words and choices, or None/empty where nothing was said."""

    role: str
    trigger: str
    type: str | None
    payer: str | None
    workaround: str
    places: tuple[str, ...]
    exclusion: str
    spends: Quantity | None
    hours_lost: Quantity | None
    unknown: tuple[str, ...]  # the checks of Target Audience Clarity that are still open


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """What one concern means for this kind of business, with this idea's own numbers in it."""

    id: str  # market, feasibility, scale, finance, risk, go_to_market
    name: str
    statement: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOut:
    kill_switch: Sentence | None
    kill_switch_template: str | None
    milestones: tuple[Milestone, ...]
    checklist: tuple[ChecklistItem, ...]
    persona: Persona
    questions: tuple[Question, ...]
    evaluation: tuple[Aspect, ...]
