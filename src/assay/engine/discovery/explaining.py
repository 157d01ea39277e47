"""Candidates and near misses in words and numbers."""

from dataclasses import dataclass

import numpy as np

from assay.engine.discovery.catalogue import Entry
from assay.engine.discovery.constraints import Gap, gap_of
from assay.engine.discovery.fit import CRITERIA
from assay.engine.discovery.numbers import INPUTS, LABELS, Notebook
from assay.engine.discovery.raising import raises
from assay.engine.discovery.result import Candidate, Contribution, FirstTest, NearMiss
from assay.engine.discovery.sectors import SECTORS
from assay.engine.discovery.terms import Terms
from assay.engine.discovery.words import Constraint, Criterion
from assay.engine.library import EVIDENCE_TYPES
from assay.engine.result.words import Sentence
from assay.engine.types import Floats, Quantity

_CARES = 2  # criteria named in best_for
_FLOOR = 1e-9  # a weight of nothing stays nothing
_OFTEN = 0.01  # first in at least so many draws before anything is said about when


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the ranking says about one entry."""

    entry: Entry
    rank: int
    is_stretch: bool
    scores: Floats  # the eleven contributions
    weights: Floats
    median: Floats  # contributions of the median feasible entry
    top: float
    first: float
    central: Floats


def candidate(standing: Standing, terms: Terms, notebook: Notebook) -> Candidate:
    """One result with everything the page says about it."""
    entry, figures = standing.entry, standing.entry.figures
    contributions = _contributions(standing, notebook)
    return Candidate(
        rank=standing.rank,
        entry_id=entry.id,
        title=entry.title,
        one_liner=entry.one_liner,
        customer=entry.buyer.role,
        sector=entry.sector,
        sector_label=SECTORS[entry.sector],
        archetype=entry.archetype,
        is_stretch=standing.is_stretch,
        fit=fit_of(entry, standing.scores, standing.weights, notebook),
        acceptability=_share(standing, "acceptability", "Among the ten best, over all draws", standing.top, notebook),
        first_share=_share(standing, "first", "The best of all, over all draws", standing.first, notebook),
        best_for=_best_for(standing),
        contributions=contributions,
        chance_of_income=_chance(standing, notebook),
        capex=notebook.span(entry, "capex", "Cost to launch (10, 50, 90 %)", figures.capex, unit="money"),
        hours=notebook.default(entry, "hours", "Least hours a week", entry.demands.hours, unit="hours/week"),
        months=notebook.span(
            entry, "months", "Months to the first income (10, 50, 90 %)", figures.months, unit="months"
        ),
        price=notebook.span(entry, "price", f"Price {figures.unit} (10, 50, 90 %)", figures.price, unit="money"),
        price_unit=figures.unit,
        main_risk=entry.main_risk,
        why_now=entry.why_now,
        as_of=entry.as_of,
        first_test=_first_test(entry, notebook),
        raises=raises(entry, terms, notebook, weights=_by_criterion(standing.weights)),
    )


def fit_of(entry: Entry, scores: Floats, weights: Floats, notebook: Notebook) -> Quantity:
    """The fit as a number that points at its eleven parts."""
    inputs = tuple(f"discovery.{entry.id}.{criterion}" for criterion in CRITERIA)
    return notebook.output(f"{entry.id}.fit", "Fit", float(scores @ weights), formula="discovery.fit", inputs=inputs)


def near_miss(entry: Entry, fit: Quantity, terms: Terms, constraint: Constraint, notebook: Notebook) -> NearMiss:
    """An entry that fails one constraint, with the exact gap."""
    gap = gap_of(entry, terms, constraint)
    needs = has = None
    if gap.needs is not None and gap.has is not None:
        needs = notebook.default(entry, f"needs.{constraint}", f"Needed: {_NEED[constraint]}", gap.needs, unit=gap.unit)
        has = notebook.stated(str(constraint), f"You have: {_NEED[constraint]}", gap.has, unit=gap.unit)
    return NearMiss(
        entry_id=entry.id,
        title=entry.title,
        one_liner=entry.one_liner,
        constraint=constraint,
        fit=fit,
        needs=needs,
        has=has,
        missing=gap.missing,
        sentence=Sentence(code=f"near_miss.{constraint}", text=_gap_text(gap, needs, has)),
    )


_NEED = {
    Constraint.CAPEX: "cash to launch",
    Constraint.LOSS: "money at risk until the first income",
    Constraint.HOURS: "hours a week",
    Constraint.DEADLINE: "months to the first income",
}


_NUMBERED = {
    Constraint.CAPEX: "Takes {needs} to launch; you have {has}.",
    Constraint.LOSS: "Puts {needs} at risk before the first income; you can afford to lose {has}.",
    Constraint.HOURS: "Needs at least {needs} hours a week; you have {has}.",
    Constraint.DEADLINE: "Usually takes {needs} months to the first income; you need it within {has}.",
}


def _gap_text(gap: Gap, needs: Quantity | None, has: Quantity | None) -> str:
    if needs and has:
        return _NUMBERED[gap.constraint].format(needs=f"{{{{q:{needs.id}}}}}", has=f"{{{{q:{has.id}}}}}")
    named = ", ".join(part.replace("_", " ") for part in gap.missing)
    return {
        Constraint.LICENCE: f"Needs a licence you do not hold: {named}.",
        Constraint.LOCATION: f"Works in other countries only: {named}.",
        Constraint.LANGUAGE: f"Needs a language you did not name: {named}.",
        Constraint.ON_SITE: "Has to be done on site; you asked to work remotely only.",
    }[gap.constraint]


def _contributions(standing: Standing, notebook: Notebook) -> tuple[Contribution, ...]:
    return tuple(_contribution(standing, place, criterion, notebook) for place, criterion in enumerate(CRITERIA))


def _contribution(standing: Standing, place: int, criterion: Criterion, notebook: Notebook) -> Contribution:
    entry, weight = standing.entry, float(standing.weights[place])
    score = float(standing.scores[place])
    inputs = tuple(name.format(id=entry.id) for name in INPUTS[criterion])
    formula = f"discovery.fit.{criterion}"
    label = LABELS[criterion]
    points = notebook.output(f"{entry.id}.{criterion}", label, weight * score, formula=formula, inputs=inputs)
    above = weight * (score - float(standing.median[place]))
    against = notebook.output(
        f"{entry.id}.{criterion}.against_median",
        f"{label}, against the median candidate",
        above,
        formula="discovery.against_median",
        inputs=(points.id,),
    )
    return Contribution(
        criterion=criterion,
        label=label,
        score=score,
        weight=weight,
        points=weight * score,
        against_median=above,
        quantity_id=points.id,
        median_id=against.id,
    )


def _share(standing: Standing, name: str, label: str, value: float, notebook: Notebook) -> Quantity:
    key, inputs = f"{standing.entry.id}.{name}", (f"discovery.{standing.entry.id}.fit",)
    return notebook.output(key, label, value, formula="discovery.smaa", inputs=inputs)


def _chance(standing: Standing, notebook: Notebook) -> Quantity:
    entry = standing.entry
    return notebook.output(
        f"{entry.id}.chance",
        "Chance of the income you want by your month, on our defaults",
        float(standing.scores[CRITERIA.index(Criterion.INCOME)]),
        formula="economics.kernel",
        inputs=tuple(name.format(id=entry.id) for name in INPUTS[Criterion.INCOME]),
    )


def _best_for(standing: Standing) -> tuple[Criterion, ...]:
    if standing.first < _OFTEN:
        return ()
    lift = standing.central - standing.weights  # above zero: first more often when this counts for more
    order = np.argsort(-lift / np.sqrt(standing.weights + _FLOOR), kind="stable")[:_CARES]
    return tuple(CRITERIA[place] for place in order if lift[place] > 0.0)


def _by_criterion(weights: Floats) -> dict[Criterion, float]:
    return {criterion: float(weights[place]) for place, criterion in enumerate(CRITERIA)}


def _first_test(entry: Entry, notebook: Notebook) -> FirstTest:
    test = entry.tests[0]
    kind = EVIDENCE_TYPES[test.type_id]
    people = kind.min_n if kind.is_cash_per_person else 1
    middle = (kind.cash_low + kind.cash_high) / 2 * people
    hours = kind.hours * (kind.min_n if kind.is_hours_per_person else 1)
    return FirstTest(
        type_id=kind.id,
        name=kind.label,
        evidence_class=kind.evidence_class,
        template=test.template,
        action=test.action,
        n=notebook.default(entry, "test.n", "Least size of the first test", kind.min_n, unit="answers"),
        cash=notebook.default(entry, "test.cash", "Usual cash cost of the first test", middle, unit="money"),
        hours=notebook.default(entry, "test.hours", "Your hours for the first test", hours, unit="hours"),
        days=notebook.default(entry, "test.days", "Days until its answer", kind.days, unit="days"),
    )
