"""The fit of an entry: eleven contributions, each 0 to 1, and how sure each of them is (product-core 5.18).

Where the founder left a question open, a contribution is NEUTRAL instead of zero: not knowing is not lacking.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log1p, log2
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from assay.engine.discovery.catalogue import Catalogue, Entry, Span
from assay.engine.discovery.income import chance_of_income
from assay.engine.discovery.sectors import is_adjacent
from assay.engine.discovery.terms import Terms
from assay.engine.discovery.words import Ambition, Criterion
from assay.engine.types import Archetype, Floats, Risk

CRITERIA = tuple(Criterion)
WEIGHTS: Mapping[Criterion, float] = MappingProxyType(
    {
        Criterion.SKILLS: 0.16,
        Criterion.DOMAIN: 0.14,
        Criterion.ACCESS: 0.12,
        Criterion.INCOME: 0.12,
        Criterion.SPEED: 0.09,
        Criterion.INTEREST: 0.09,
        Criterion.CAPITAL: 0.07,
        Criterion.TIME: 0.07,
        Criterion.RISK: 0.06,
        Criterion.STYLE: 0.04,
        Criterion.SCALE: 0.04,
    }
)

NEUTRAL = 0.5
YEARS_TO_KNOW = 4.0  # e-folding of sector experience
ADJACENT_WORTH = 0.5
OTHER_TRADE_WORTH = 0.3  # of the right kind of customer, in another trade
HALF_SPEED_MONTHS = 4.0  # a first income after four months scores one half
RISK_OF = {Risk.CAUTIOUS: 1.5, Risk.BALANCED: 3.0, Risk.BOLD: 4.5}  # on the entries' scale of 1 to 5
COSINE_FLOOR, COSINE_RANGE = 0.1, 0.5
_AREA_MATCH, _AREA_OTHER = 0.8, 0.25  # interest without vectors: the entry is tagged with the area, or not
_Z10_TO_90 = 2.563

# How unsure each contribution is, as a standard deviation, where the entry's own spans do not say it. Authored.
_UNSURE = {
    Criterion.SKILLS: 0.07,
    Criterion.DOMAIN: 0.05,
    Criterion.ACCESS: 0.08,
    Criterion.INCOME: 0.08,
    Criterion.INTEREST: 0.10,
    Criterion.TIME: 0.05,
    Criterion.RISK: 0.12,
    Criterion.STYLE: 0.05,
    Criterion.SCALE: 0.10,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Contributions and their standard deviations, both of shape (entries, 11), in the order of ``CRITERIA``."""

    values: Floats
    spreads: Floats

    def fit(self, weights: Floats) -> Floats:
        """``F = Σ w c`` per entry; ``weights`` of any scale, shape (11,)."""
        return np.asarray(self.values @ (weights / weights.sum()))


def default_weights() -> Floats:
    """The published weights in the order of ``CRITERIA``, shape (11,)."""
    return np.array([WEIGHTS[criterion] for criterion in CRITERIA])


def components(
    catalogue: Catalogue, terms: Terms, *, interest: Floats | None, which: NDArray[np.intp] | None = None
) -> Components:
    """Contributions of the entries at the places ``which`` (all by default).

    ``interest`` is the cosine of the founder's interests with each entry of the catalogue, shape (entries,).
    """
    places = range(len(catalogue.entries)) if which is None else [int(place) for place in which]
    rows = [
        _row(catalogue.entries[place], terms, None if interest is None else float(interest[place])) for place in places
    ]
    spreads = [_spreads(catalogue.entries[place], terms) for place in places]
    shape = (len(rows), len(CRITERIA))
    return Components(values=np.array(rows).reshape(shape), spreads=np.array(spreads).reshape(shape))


def _row(entry: Entry, terms: Terms, cosine: float | None) -> list[float]:
    return [
        _SCORES[c](entry, terms) if c is not Criterion.INTEREST else _interest(entry, terms, cosine) for c in CRITERIA
    ]


def skills(entry: Entry, terms: Terms) -> float:
    """``Σ r min(1, s/l) / Σ r`` over the skills the entry needs; neutral when the founder rated none."""
    if not terms.levels:
        return NEUTRAL
    needs = entry.demands.skills
    return sum(need.weight * min(1.0, terms.levels.get(need.skill, 0) / need.level) for need in needs)


def domain(entry: Entry, terms: Terms) -> float:
    """``1 − e^(−years/4)``, half for a neighbouring sector, as far as the entry needs insiders at all."""
    best = max((_known(sector, terms.years) for sector in entry.demands.domain), default=0.0)
    return 1.0 - entry.demands.domain_need * (1.0 - best)


def _known(sector: str, years: Mapping[str, float]) -> float:
    own = 1.0 - exp(-years.get(sector, 0.0) / YEARS_TO_KNOW)
    near = (1.0 - exp(-count / YEARS_TO_KNOW) for other, count in years.items() if is_adjacent(sector, other))
    return max(own, ADJACENT_WORTH * max(near, default=0.0))


def access(entry: Entry, terms: Terms) -> float:
    """``min(1, ln(1 + reach) / ln(1 + need))``; people in another trade count three tenths."""
    if not terms.networks:
        return NEUTRAL / 2  # most founders know nobody yet, and say so by leaving it open
    return min(1.0, log1p(reach_of(entry, terms)) / log1p(entry.buyer.reach))


def reach_of(entry: Entry, terms: Terms) -> float:
    """People of the entry's kind of customer the founder can talk to this month."""
    known = (network for network in terms.networks if network.customer is entry.buyer.type)
    return sum(
        network.people * (1.0 if network.sector in (None, *entry.demands.domain) else OTHER_TRADE_WORTH)
        for network in known
    )


def speed(entry: Entry, terms: Terms) -> float:
    """One half after four months, one quarter after eight; the deadline itself is a hard constraint."""
    del terms
    return _speed(entry.figures.months.q50)


def _speed(months: float) -> float:
    return float(2.0 ** (-months / HALF_SPEED_MONTHS))


def _interest(entry: Entry, terms: Terms, cosine: float | None) -> float:
    """``clip((cos − .1)/.5)``; without vectors the area's tag decides; neutral when nothing was said."""
    if cosine is not None:
        return _clip((cosine - COSINE_FLOOR) / COSINE_RANGE)
    if terms.area is None:
        return NEUTRAL
    return _AREA_MATCH if terms.area in entry.areas else _AREA_OTHER


def capital(entry: Entry, terms: Terms) -> float:
    """``clip(ln(cash/capex)/ln 4 + .5)``: one half when it just suffices, one at twice."""
    return NEUTRAL if terms.cash is None else _slack(terms.cash, entry.figures.capex.q50)


def time(entry: Entry, terms: Terms) -> float:
    """The same for hours a week."""
    return NEUTRAL if terms.hours is None else _slack(terms.hours, entry.demands.hours)


def _slack(has: float, needs: float) -> float:
    if needs <= 0:
        return 1.0
    return 0.0 if has <= 0 else _clip(log2(has / needs) / 2.0 + 0.5)


def risk(entry: Entry, terms: Terms) -> float:
    """``1 − |Δ|/4`` between the entry's risk and the founder's appetite, both on 1 to 5."""
    return 1.0 - abs(entry.character.risk - RISK_OF[terms.risk]) / 4.0


def style(entry: Entry, terms: Terms) -> float:
    """Share of the founder's ways of working that the entry suits."""
    if not terms.styles:
        return NEUTRAL
    return len(terms.styles & set(entry.demands.styles)) / len(terms.styles)


@dataclass(frozen=True, slots=True)
class _Taste:
    """What an ambition looks for; the parts add up to one."""

    scale: float = 0.0
    freedom: float = 0.0  # little dependence on the founder
    impact: float = 0.0
    craft: float = 0.0  # lives on the founder's own knowledge
    software: float = 0.0


_TASTES = {
    None: _Taste(scale=0.4, freedom=0.3, impact=0.3),
    Ambition.EXTRA_INCOME: _Taste(scale=0.3, freedom=0.5, craft=0.2),
    Ambition.REPLACE_JOB: _Taste(scale=0.5, freedom=0.2, craft=0.3),
    Ambition.PASSIVE_INCOME: _Taste(scale=0.3, freedom=0.7),
    Ambition.PASSION: _Taste(freedom=0.1, impact=0.4, craft=0.5),
    Ambition.SOCIAL_IMPACT: _Taste(scale=0.2, impact=0.8),
    Ambition.TECH_VENTURE: _Taste(scale=0.6, software=0.4),
    Ambition.CONSULTING: _Taste(scale=0.1, craft=0.9),
    Ambition.LEARNING: _Taste(scale=0.4, impact=0.2, software=0.4),
}
_SOFTWARE = frozenset({Archetype.SUBSCRIPTION, Archetype.MARKETPLACE})
_FULL_IMPACT = 2  # this many tags count as all


def scale(entry: Entry, terms: Terms) -> float:
    """Preference for scale, freedom, impact, craft or software, by the founder's ambition."""
    taste, character = _TASTES[terms.ambition], entry.character
    return (
        taste.scale * character.scalability
        + taste.freedom * (1.0 - character.founder_dependence)
        + taste.impact * min(1.0, len(entry.impact) / _FULL_IMPACT)
        + taste.craft * character.founder_dependence
        + taste.software * (entry.archetype in _SOFTWARE)
    )


_SCORES: Mapping[Criterion, Callable[[Entry, Terms], float]] = MappingProxyType(
    {
        Criterion.SKILLS: skills,
        Criterion.DOMAIN: domain,
        Criterion.ACCESS: access,
        Criterion.INCOME: chance_of_income,
        Criterion.SPEED: speed,
        Criterion.CAPITAL: capital,
        Criterion.TIME: time,
        Criterion.RISK: risk,
        Criterion.STYLE: style,
        Criterion.SCALE: scale,
    }
)


def _spreads(entry: Entry, terms: Terms) -> list[float]:
    """Speed and capital are as unsure as the entry's own spans; the others as authored."""
    own = {
        Criterion.SPEED: _width(entry.figures.months, _speed),
        Criterion.CAPITAL: _width(entry.figures.capex, lambda capex: _slack(terms.cash or 0.0, capex)),
    }
    return [own[criterion] if criterion in own else _UNSURE[criterion] for criterion in CRITERIA]


def _width(span: Span, score: Callable[[float], float]) -> float:
    return abs(score(span.q10) - score(span.q90)) / _Z10_TO_90


def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)
