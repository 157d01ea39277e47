"""What would raise a candidate's fit: the changes within the founder's reach, by what each would add."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from assay.engine.discovery.catalogue import Entry
from assay.engine.discovery.fit import WEIGHTS, access, capital, domain, reach_of, skills, time
from assay.engine.discovery.numbers import LABELS, Notebook
from assay.engine.discovery.result import Raise
from assay.engine.discovery.skills import SKILLS
from assay.engine.discovery.terms import Terms
from assay.engine.discovery.words import Criterion
from assay.engine.result.words import Sentence

SHOWN = 3
_LEAST_GAIN = 0.004
_ROOMY = 2.0  # twice what is needed gives the full contribution
_YEARS = 1.0


@dataclass(frozen=True, slots=True)
class _Option:
    criterion: Criterion
    gain: float
    code: str
    text: str


def raises(
    entry: Entry, terms: Terms, notebook: Notebook, *, weights: dict[Criterion, float] | None = None
) -> tuple[Raise, ...]:
    """The three changes that add most, largest first; none that adds less than four thousandths."""
    shares = weights or dict(WEIGHTS)
    options = [option for option in _options(entry, terms, shares, notebook) if option.gain >= _LEAST_GAIN]
    options.sort(key=lambda option: (-option.gain, option.criterion))
    return tuple(_noted(entry, option, notebook) for option in options[:SHOWN])


def _noted(entry: Entry, option: _Option, notebook: Notebook) -> Raise:
    gain = notebook.output(
        f"{entry.id}.raise.{option.criterion}",
        f"Fit gained: {LABELS[option.criterion].lower()}",
        option.gain,
        formula="discovery.raise",
        inputs=(f"discovery.{entry.id}.{option.criterion}",),
    )
    return Raise(criterion=option.criterion, gain=gain, sentence=Sentence(code=option.code, text=option.text))


def _options(entry: Entry, terms: Terms, weights: dict[Criterion, float], notebook: Notebook) -> Iterator[_Option]:
    yield from _skill(entry, terms, weights, notebook)
    yield from _people(entry, terms, weights, notebook)
    yield from _money(entry, terms, weights, notebook)
    yield from _hours(entry, terms, weights, notebook)
    yield from _years(entry, terms, weights)


def _skill(entry: Entry, terms: Terms, weights: dict[Criterion, float], notebook: Notebook) -> Iterator[_Option]:
    needs = entry.demands.skills
    worst = max(needs, key=lambda need: need.weight * (1 - min(1.0, terms.levels.get(need.skill, 0) / need.level)))
    raised = replace(terms, levels={**terms.levels, worst.skill: worst.level})
    gain = weights[Criterion.SKILLS] * (skills(entry, raised) - skills(entry, terms))
    level = notebook.default(
        entry, f"skill.{worst.skill}", f"Level of {SKILLS[worst.skill].lower()} needed", worst.level, unit="level of 5"
    )
    text = f"Bring {SKILLS[worst.skill].lower()} to level {{{{q:{level.id}}}}}, or find a partner who has it."
    yield _Option(Criterion.SKILLS, gain, "raise.skill", text)


def _people(entry: Entry, terms: Terms, weights: dict[Criterion, float], notebook: Notebook) -> Iterator[_Option]:
    missing = ceil(max(entry.buyer.reach - reach_of(entry, terms), 0))
    if not missing:
        return
    gain = weights[Criterion.ACCESS] * (1.0 - access(entry, terms))
    people = notebook.default(entry, "people", "More people to talk to", missing, unit="people")
    text = f"Get to talk to {{{{q:{people.id}}}}} more of these people: {entry.buyer.role}."
    yield _Option(Criterion.ACCESS, gain, "raise.people", text)


def _money(entry: Entry, terms: Terms, weights: dict[Criterion, float], notebook: Notebook) -> Iterator[_Option]:
    if terms.cash is None or not entry.figures.capex.q50:
        return
    wanted = _ROOMY * entry.figures.capex.q50
    gain = weights[Criterion.CAPITAL] * (1.0 - capital(entry, terms))
    cash = notebook.default(entry, "roomy_cash", "Twice the usual launch cost", wanted, unit="money")
    yield _Option(
        Criterion.CAPITAL, gain, "raise.cash", f"Have {{{{q:{cash.id}}}}} at hand: twice what a launch usually takes."
    )


def _hours(entry: Entry, terms: Terms, weights: dict[Criterion, float], notebook: Notebook) -> Iterator[_Option]:
    if terms.hours is None:
        return
    gain = weights[Criterion.TIME] * (1.0 - time(entry, terms))
    hours = notebook.default(
        entry, "roomy_hours", "Twice the least hours a week", _ROOMY * entry.demands.hours, unit="hours/week"
    )
    yield _Option(Criterion.TIME, gain, "raise.hours", f"Free {{{{q:{hours.id}}}}} hours a week.")


def _years(entry: Entry, terms: Terms, weights: dict[Criterion, float]) -> Iterator[_Option]:
    if not entry.demands.domain:
        return
    sector = entry.demands.domain[0]
    longer = replace(terms, years={**terms.years, sector: terms.years.get(sector, 0.0) + _YEARS})
    gain = weights[Criterion.DOMAIN] * (domain(entry, longer) - domain(entry, terms))
    text = "Spend a year in this trade first, or bring in someone who knows it from inside."
    yield _Option(Criterion.DOMAIN, gain, "raise.years", text)
