"""Single-lever variants of an idea, tried on the same draws: what a pivot could look like (product-core 5.14)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from assay.engine.economics.mapping import Draws
from assay.engine.frame import Frame
from assay.engine.outlook import Outlook
from assay.engine.simulation import CHUNK, reached, run, utility
from assay.engine.verdict import CRITICAL_FINE, CRITICAL_LOW, PIVOT_GAIN, SHARE_BAR

SWITCH_HOURS = 40.0  # what changing course costs, authored


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One changed lever with its gain over the idea as it stands."""

    id: str
    label: str
    p_goal: float
    gain: float  # in E[U], money
    p_gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    id: str
    label: str
    price: float = 1.0
    is_unpaid: bool = False


_CHANGES = (
    _Change(id="price_up", label="a price a quarter higher", price=1.25),
    _Change(id="price_up_half", label="a price half as high again", price=1.5),
    _Change(id="price_down", label="a price a fifth lower", price=0.8),
    _Change(id="unpaid", label="no paid acquisition", is_unpaid=True),
)


def variants(outlook: Outlook) -> tuple[Variant, ...]:
    """All single-lever variants, compared on the first 4,096 draws: those worth the switch first, then by gain."""
    goal, worth = float(outlook.goal[:CHUNK].mean()), float(outlook.worth[:CHUNK].mean())
    tried = _tried(outlook, goal, worth)
    return tuple(sorted(tried, key=lambda variant: (not better(variant, outlook.frame), -variant.gain)))


def _tried(outlook: Outlook, goal: float, worth: float) -> Iterator[Variant]:
    draws = outlook.simulation.draws
    few = Draws(templates=draws.templates, values=draws.values[:, :CHUNK])
    for change in _CHANGES:
        frame = replace(outlook.frame, paid_share=0.0) if change.is_unpaid else outlook.frame
        outcome = run(_changed(few, change, outlook.frame), frame).outcome
        p_goal = float(reached(outcome, frame).mean())
        yield Variant(
            id=change.id,
            label=change.label,
            p_goal=p_goal,
            gain=float(utility(outcome, frame).mean()) - worth,
            p_gain=p_goal - goal,
        )


def _changed(draws: Draws, change: _Change, frame: Frame) -> Draws:
    factors = np.ones(len(draws.templates))
    factors[draws.templates.index("V1")] = change.price
    if change.is_unpaid:
        factors[draws.templates.index("V4")] = 1.0 - frame.paid_share
    return Draws(templates=draws.templates, values=draws.values * factors[:, None])


def better(variant: Variant, frame: Frame) -> bool:
    """Whether a variant is worth the switch and clearly likelier to reach the goal."""
    return variant.gain > SWITCH_HOURS * frame.wage and variant.p_gain >= PIVOT_GAIN


def one_fails(meets: dict[str, float], evidence: dict[str, float]) -> bool:
    """Whether exactly one critical assumption is refuted by evidence while the others stand."""
    low = [t for t, p in meets.items() if p <= CRITICAL_LOW and evidence[t] >= SHARE_BAR]
    rest = [p for t, p in meets.items() if t not in low]
    return len(low) == 1 and bool(rest) and all(p >= CRITICAL_FINE for p in rest)
