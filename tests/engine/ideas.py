"""Builders for the tests of decisions: ideas, frames, beliefs that are chosen by the test instead of by the library."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from assay.engine.beliefs import Origin, normal
from assay.engine.economics.mapping import levers
from assay.engine.frame import Frame
from assay.engine.inputs import Customer, CustomerType, Founder, Goal, IdeaInput, Money
from assay.engine.library import TEMPLATES
from assay.engine.posterior import Updated, update
from assay.engine.result import ValidationResult
from assay.engine.scales import to_scale
from assay.engine.types import Archetype, Kind, Range, Record, Risk
from assay.engine.validate import validate
from assay.kernel import wire

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("commerce", "content", "inventory", "local", "marketplace", "services", "subscription")
FRAME = Frame(
    archetype=Archetype.SUBSCRIPTION,
    currency="USD",
    goal=2000.0,
    month=24,
    affordable_loss=5000.0,
    funds=8000.0,
    hours_per_week=12.0,
    wage=15.0,
    paid_share=0.4,
    planned_price=30.0,
    risk=Risk.BALANCED,
)
RANGES = {
    "V1": (25, 40),
    "V2": (0.7, 0.85),
    "V3": (40, 200),
    "V4": (100, 500),
    "V5": (3, 12),
    "V6": (100, 500),
    "V7": (300, 2000),
    "V8": (1, 20),
    "V9": (0.5, 2),
    "V10": (0.05, 0.4),
    "D1": (0.1, 0.5),
    "D4": (2000, 50000),
    "D6": (0.02, 0.15),
    "D8": (0.03, 0.1),
    "D10": (0.002, 0.03),
    "F1": (80, 400),
    "F5": (0.7, 0.95),
    "A5": (1.05, 1.5),
    "A6": (8, 15),
    "F2": (0.95, 0.99),
    "A3": (0.9, 0.98),
}


def beliefs(**changed: tuple[float, float]) -> dict[str, Updated]:
    """Posteriors without evidence, normal on the g scale between q10 and q90."""
    return {template: _belief(template, *changed.get(template, ends)) for template, ends in RANGES.items()}


def _belief(template: str, low: float, high: float) -> Updated:
    family = TEMPLATES[template].family
    ends = float(to_scale(family, low)), float(to_scale(family, high))
    origin = Origin(kind=Kind.AUTHORED_DEFAULT, source_id="test")
    return update(normal(family, mean=sum(ends) / 2, sd=(ends[1] - ends[0]) / 2.563, origins=(origin,)))


def moving(posteriors: dict[str, Updated], frame: Frame = FRAME) -> dict[str, Updated]:
    """Only those that move the economics."""
    return {template: posteriors[template] for template in posteriors if template in levers(frame)}


@cache
def example(name: str) -> IdeaInput:
    """One of the worked ideas."""
    return wire.load(IdeaInput, json.loads((EXAMPLES / f"{name}.json").read_text()))


@cache
def result(name: str) -> ValidationResult:
    """The result of a worked idea."""
    return validate(example(name))


def bare(archetype: Archetype = Archetype.SUBSCRIPTION, **changes: Any) -> IdeaInput:
    """A complete idea with nothing but defaults and no evidence."""
    idea = IdeaInput(
        name="Bare",
        archetype=archetype,
        customer=Customer(type=CustomerType.SMB),
        money=Money(price=Range(low=20, likely=30, high=45)),
        founder=Founder(hours_per_week=12, cash=9000, affordable_loss=6000, wage=12, goal=Goal(profit=1500, month=24)),
    )
    return replace(idea, **changes)


def paid(k: float, n: int, *, id: str = "row", type: str = "X12", template: str = "D6") -> Record:  # noqa: A002 - the record's own words
    """A registered record of strangers who paid."""
    return Record(id=id, type=type, template=template, k=k, n=n, registered=True)
