"""The planner: every test in every size, its net value, and the three to run next, one per assumption.

``Net = EVSI − cash − hours·wage − delay``; delay is the value of going on that is put off, per day. Priority is net
value per money spent; ties go to the cheaper test, and to gates. Source: product-core 5.13.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from assay.engine.drivers import Driver
from assay.engine.frame import Frame
from assay.engine.library import TEMPLATES
from assay.engine.outlook import Outlook
from assay.engine.posterior import Updated
from assay.engine.strata import COARSE, PAIRED, Strata
from assay.engine.types import Family, Floats
from assay.engine.voi.designs import Design
from assay.engine.voi.outcomes import Reading, grouped, outcomes
from assay.engine.voi.payoffs import Payoffs
from assay.engine.voi.reading import reading_of

TOP = 3
_HORIZON_DAYS = 1095.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A design with what it is worth, chosen for its first template."""

    design: Design
    templates: tuple[str, ...]
    evsi: float
    net: float
    priority: float
    relevance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the planner works from."""

    strata: Strata
    payoffs: Payoffs
    posteriors: Mapping[str, Updated]
    frame: Frame
    importance: Mapping[str, float]  # EVPPI in money
    relevance: Mapping[str, float]  # share of the goal's variance, orders what is worth nothing today
    bias_scale: float = 1.0

    @classmethod
    def of(cls, outlook: Outlook, strata: Strata, drivers: Iterable[Driver], *, bias_scale: float = 1.0) -> Self:
        """A desk with the value of knowing each drawn assumption for sure."""
        payoffs = Payoffs.of(outlook.worth)
        return cls(
            strata=strata,
            payoffs=payoffs,
            posteriors=outlook.posteriors,
            frame=outlook.frame,
            importance={t: payoffs.evppi(strata.cells(t, COARSE)) for t in strata.draws.templates},
            relevance={driver.template: driver.share for driver in drivers},
            bias_scale=bias_scale,
        )

    def candidate(self, design: Design) -> Candidate | None:
        """What a design is worth; None when it speaks about nothing that matters here."""
        moving = [t for t in design.templates if t in self.importance]
        if not moving:
            return None
        moving.sort(key=lambda template: (-self.importance[template], -self.relevance.get(template, 0.0)))
        evsi = self._evsi(design, tuple(moving[:2]))
        net = evsi - design.price(self.frame) - design.days * max(0.0, self.payoffs.best) / _HORIZON_DAYS
        return Candidate(
            design=design,
            templates=(*moving, *(t for t in design.templates if t not in moving)),
            evsi=evsi,
            net=net,
            priority=net / (design.price(self.frame) + 1.0),
            relevance=self.relevance.get(moving[0], 0.0),
        )

    def _evsi(self, design: Design, templates: tuple[str, ...]) -> float:
        readings = [self._reading(design, template) for template in templates]
        if len(readings) == 1 or self.importance[templates[1]] <= 0.0:
            cells = self.strata.cells(templates[0], COARSE)
            return self.payoffs.evsi(cells, outcomes(readings[0], cells.places, cells.sizes))
        first, second = (self.strata.cells(template, PAIRED) for template in templates)
        tables = [self._grouped(reading, template) for reading, template in zip(readings, templates, strict=True)]
        together = self.payoffs.evsi_of_two(first, second, (tables[0], tables[1]))
        cells = self.strata.cells(templates[0], COARSE)
        alone = self.payoffs.evsi(cells, outcomes(readings[0], cells.places, cells.sizes))
        return max(together, alone)  # seeing more cannot be worth less; coarser cells can make it look so

    def _reading(self, design: Design, template: str) -> Reading:
        return reading_of(design, template, self.posteriors[template], bias_scale=self.bias_scale)

    def _grouped(self, reading: Reading, template: str) -> Floats:
        cells = self.strata.cells(template, PAIRED)
        return grouped(outcomes(reading, cells.places, cells.sizes), cells.sizes)


def ranked(desk: Desk, designs: Iterable[Design]) -> tuple[Candidate, ...]:
    """All candidates, the best size of each test first, by priority; ties to the cheaper and to gates."""
    best: dict[str, Candidate] = {}
    for design in designs:
        found = desk.candidate(design)
        if found and (design.type.id not in best or found.net > best[design.type.id].net):
            best[design.type.id] = found
    return tuple(sorted(best.values(), key=lambda each: _order(each, desk.frame)))


def _order(each: Candidate, frame: Frame) -> tuple[bool, float, float, bool, str]:
    """Tests that can change the decision by priority, then the rest by what they say about the goal."""
    is_gate = TEMPLATES[each.templates[0]].family is Family.GATE
    idle = each.evsi <= 0.0
    return (
        idle,
        -(each.relevance if idle else each.priority),
        each.design.price(frame),
        not is_gate,
        each.design.type.id,
    )


def top(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The first three that are each about another assumption; those worth their price come first by themselves."""
    chosen: list[Candidate] = []
    for each in candidates:
        if all(each.templates[0] != other.templates[0] for other in chosen):
            chosen.append(each)
    return tuple(chosen[:TOP])


def best_net(candidates: Iterable[Candidate]) -> float:
    """Net*: the best net value; minus infinity when there is no test at all."""
    return max((each.net for each in candidates), default=-np.inf)


def net_under(outlook: Outlook, chosen: tuple[Candidate, ...], *, seed: int, bias_scale: float) -> float:
    """Net* of the base run's best tests under the beliefs of another arm of the robust set."""
    strata = Strata.of(outlook.simulation.draws, seed=seed)
    desk = Desk.of(outlook, strata, (), bias_scale=bias_scale)
    return best_net(found for each in chosen if (found := desk.candidate(each.design)))
