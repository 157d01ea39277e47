"""Demo people and what they have been thinking about, for a product that shows something at its first start."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.resources import files
from typing import Final

from django.db import transaction

from assay.engine.discovery import Experience, Network, Profile, SkillLevel
from assay.engine.discovery.words import Ambition, Area, BudgetBand, Strength, TimeBand, WorkStyle
from assay.engine.inputs import CustomerType, IdeaInput
from assay.kernel import clock, tenancy, wire
from assay.kernel.privacy import Email, PersonName, Secret
from assay.modules.discovery import api as discovery
from assay.modules.founders import api as founders
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import Actor, enroll
from assay.modules.validation import api as validation

DAYS_BETWEEN: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    email: str
    name: str


FOUNDER: Final = Demo(email="demo@example.com", name="Dana Demo")
NEWCOMER: Final = Demo(email="new@example.com", name="Noor Newcomer")


def run(*, password: str) -> tuple[str, ...]:
    """Make the demo people and their ideas; running it again changes nothing. Returns their addresses."""
    founder = _enroll(FOUNDER, password)
    _enroll(NEWCOMER, password)
    with tenancy.scope(founder.workspace_id), transaction.atomic():
        if founders.find_profile(founder) is None:
            founders.save_profile(founder, PROFILE)
            discovery.open_run(founder)
        if not ideas.list_page(founder).items:
            for answers in _samples():
                _idea(founder, answers)
    return (f"{FOUNDER.email} – has ideas, evidence and a profile", f"{NEWCOMER.email} – starts with nothing")


def _enroll(who: Demo, password: str) -> Actor:
    return enroll(Email(who.email), password=Secret(password), name=PersonName(who.name))


def _samples() -> Iterator[IdeaInput]:
    for name in ("demo_idea.json", "sample_idea.json"):
        text = files("assay.engine.data").joinpath(name).read_text(encoding="utf-8")
        yield wire.load(IdeaInput, json.loads(text))


def _idea(actor: Actor, answers: IdeaInput) -> None:
    """Store the idea, judge it as it was before any evidence, then with its evidence: the trend has a story."""
    records = answers.evidence
    idea_id = validation.start_idea(actor, replace(answers, evidence=()))
    validation.open_run(actor, idea_id, trigger=validation.Trigger.WIZARD)
    today = clock.now().date()
    for age, record in enumerate(reversed(records)):
        day = today - timedelta(days=(len(records) - age) * DAYS_BETWEEN)
        new = validation.NewEvidence(record=replace(record, id=""), happened_on=day)
        validation.log_evidence(actor, idea_id, new=new)
    if records:
        validation.open_run(actor, idea_id, trigger=validation.Trigger.EVIDENCE)


PROFILE: Final = Profile(
    ambition=Ambition.REPLACE_JOB,
    time=TimeBand.FROM_10_TO_20,
    hours_per_week=15,
    budget=BudgetBand.UP_TO_10K,
    cash=9_000,
    affordable_loss=6_000,
    wage=35,
    income_target=3_000,
    deadline_months=12,
    area=Area.LIFESTYLE,
    interests="Good coffee, people who run small places with care, and tools that give them their evenings back.",
    work_styles=(WorkStyle.SOLO, WorkStyle.REMOTE),
    strength=Strength.TECHNICAL,
    experience_summary="Six years behind the bar and two as a café manager, then four years of building web software.",
    skills=(
        SkillLevel(skill="web_development", level=4),
        SkillLevel(skill="mobile_development", level=3),
        SkillLevel(skill="sales", level=2),
        SkillLevel(skill="copywriting", level=3),
    ),
    experience=(Experience(sector="72", years=8), Experience(sector="51", years=4)),
    networks=(Network(customer=CustomerType.MICRO, people=20),),
    languages=("en",),
    country="US",
)
