"""Hard constraints: an entry that fails one is out; one that fails exactly one is a near miss with its gap."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assay.engine.discovery.catalogue import Catalogue, Entry
from assay.engine.discovery.terms import Terms
from assay.engine.discovery.words import Constraint, Delivery
from assay.engine.types import Floats

type Flags = NDArray[np.bool_]

CONSTRAINTS = tuple(Constraint)

# A refusal on principle is no gap to be closed, so it never makes a near miss.
NEVER_NEAR = frozenset({Constraint.EXCLUSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """By how much one constraint fails: ``needs`` and ``has`` in ``unit``, or what is missing by name."""

    constraint: Constraint
    unit: str
    needs: float | None = None
    has: float | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the constraints read of all entries, as arrays; the order is the catalogue's."""

    capex: Floats
    at_risk: Floats
    hours: Floats
    months: Floats
    on_site: Flags


def money_at_risk(entry: Entry) -> float:
    """What is gone if it fails before its first income: launch cost and the fixed cost until then, at their medians."""
    figures = entry.figures
    return figures.capex.q50 + figures.fixed.q50 * figures.months.q50


@lru_cache(maxsize=4)
def _columns(catalogue: Catalogue) -> _Columns:
    entries = catalogue.entries
    return _Columns(
        capex=np.array([entry.figures.capex.q50 for entry in entries]),
        at_risk=np.array([money_at_risk(entry) for entry in entries]),
        hours=np.array([entry.demands.hours for entry in entries]),
        months=np.array([entry.figures.months.q50 for entry in entries]),
        on_site=np.array([entry.delivery is Delivery.ON_SITE for entry in entries]),
    )


def failures(catalogue: Catalogue, terms: Terms) -> Flags:
    """True where an entry fails a constraint, shape (entries, constraints). What was left open fails nothing."""
    entries = catalogue.entries
    columns = _columns(catalogue)
    return np.column_stack(
        [
            columns.capex > _or_infinite(terms.cash),
            columns.at_risk > _or_infinite(terms.affordable_loss),
            columns.hours > _or_infinite(terms.hours),
            np.array([not set(entry.demands.licences) <= terms.licences for entry in entries], dtype=bool),
            np.array([_is_elsewhere(entry, terms) for entry in entries], dtype=bool),
            columns.on_site & terms.is_remote_only,
            np.array([not terms.exclusions.isdisjoint(entry.exclusions) for entry in entries], dtype=bool),
            np.array([bool(_languages_missing(entry, terms)) for entry in entries], dtype=bool),
            columns.months > _or_infinite(terms.deadline),
        ]
    )


def gap_of(entry: Entry, terms: Terms, constraint: Constraint) -> Gap:
    """How far the founder is from meeting a constraint the entry fails; money in US dollars."""
    numbers = {
        Constraint.CAPEX: ("money", entry.figures.capex.q50, terms.cash),
        Constraint.LOSS: ("money", money_at_risk(entry), terms.affordable_loss),
        Constraint.HOURS: ("hours/week", entry.demands.hours, terms.hours),
        Constraint.DEADLINE: ("months", entry.figures.months.q50, terms.deadline),
    }
    if constraint in numbers:
        unit, needs, has = numbers[constraint]
        return Gap(constraint=constraint, unit=unit, needs=needs, has=has)
    missing: dict[Constraint, tuple[str, ...]] = {
        Constraint.LICENCE: tuple(sorted(set(entry.demands.licences) - terms.licences)),
        Constraint.LOCATION: entry.demands.countries,
        Constraint.LANGUAGE: _languages_missing(entry, terms),
    }
    return Gap(constraint=constraint, unit="", missing=missing.get(constraint, ()))


def _or_infinite(limit: float | None) -> float:
    return np.inf if limit is None else limit


def _is_elsewhere(entry: Entry, terms: Terms) -> bool:
    return bool(entry.demands.countries) and terms.country is not None and terms.country not in entry.demands.countries


def _languages_missing(entry: Entry, terms: Terms) -> tuple[str, ...]:
    if not terms.languages:
        return ()
    return tuple(language for language in entry.demands.languages if language not in terms.languages)
