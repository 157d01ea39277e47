"""Builders for discovery tests: a plain founder, and thousands of invented ones."""

from dataclasses import replace

import numpy as np

from assay.engine.discovery import Catalogue, Entry, Profile, SkillLevel
from assay.engine.discovery.catalogue import catalogue_of
from assay.engine.discovery.profile import Experience, Network
from assay.engine.discovery.sectors import SECTORS
from assay.engine.discovery.skills import SKILLS
from assay.engine.discovery.words import (
    Ambition,
    Area,
    BudgetBand,
    Exclusion,
    Licence,
    Strength,
    TimeBand,
    WorkStyle,
)
from assay.engine.inputs import CustomerType
from assay.engine.types import Risk


def alice() -> Profile:
    return Profile(
        ambition=Ambition.REPLACE_JOB,
        time=TimeBand.FROM_10_TO_20,
        budget=BudgetBand.UP_TO_5K,
        affordable_loss=4_000.0,
        income_target=2_500.0,
        deadline_months=8.0,
        area=Area.SUSTAINABILITY,
        strength=Strength.OPERATIONAL,
        skills=(SkillLevel(skill="mechanical_repair", level=4), SkillLevel(skill="sales", level=2)),
        experience=(Experience(sector="81", years=5.0),),
        networks=(Network(customer=CustomerType.CONSUMER, people=30),),
        work_styles=(WorkStyle.SOLO, WorkStyle.ON_SITE),
        country="DE",
        languages=("de", "en"),
    )


def invented(seed: int) -> Profile:
    """A founder drawn at random, every answer given or left open."""
    rng = np.random.default_rng(seed)
    return Profile(
        ambition=_maybe(rng, list(Ambition)),
        time=_maybe(rng, list(TimeBand)),
        budget=_maybe(rng, list(BudgetBand)),
        affordable_loss=_maybe(rng, [500.0, 2_000.0, 5_000.0, 15_000.0, 60_000.0]),
        deadline_months=_maybe(rng, [3.0, 6.0, 12.0, 24.0]),
        risk=_one(rng, list(Risk)),
        area=_maybe(rng, list(Area)),
        work_styles=_some(rng, list(WorkStyle), 3),
        strength=_maybe(rng, list(Strength)),
        skills=tuple(SkillLevel(skill=s, level=int(rng.integers(0, 6))) for s in _some(rng, list(SKILLS), 8)),
        experience=tuple(Experience(sector=s, years=float(rng.integers(1, 20))) for s in _some(rng, list(SECTORS), 3)),
        networks=tuple(
            Network(customer=c, people=int(rng.integers(1, 200))) for c in _some(rng, list(CustomerType), 3)
        ),
        languages=_maybe(rng, [("en",), ("de",), ("de", "en"), ("ar", "de")]) or (),
        country=_maybe(rng, ["DE", "US", "IN", "KE"]),
        licences=_some(rng, list(Licence), 2),
        exclusions=_some(rng, list(Exclusion), 3),
    )


def with_entries(catalogue: Catalogue, entries: tuple[Entry, ...]) -> Catalogue:
    """The catalogue with these entries in place of those of the same ids, or added to them."""
    vectors = dict(zip([entry.id for entry in catalogue.entries], catalogue.vectors, strict=True))
    merged = {entry.id: entry for entry in (*catalogue.entries, *entries)}
    fallback = catalogue.vectors[0]
    rows = np.array([vectors.get(entry_id, fallback) for entry_id in merged])
    return catalogue_of(tuple(merged.values()), rows, catalogue.version)


def with_skill(profile: Profile, skill: str, level: int) -> Profile:
    others = tuple(rating for rating in profile.skills if rating.skill != skill)
    return replace(profile, skills=(*others, SkillLevel(skill=skill, level=level)))


def _one[T](rng: np.random.Generator, options: list[T]) -> T:
    return options[int(rng.integers(len(options)))]


def _maybe[T](rng: np.random.Generator, options: list[T]) -> T | None:
    return None if rng.random() < 0.25 else _one(rng, options)


def _some[T](rng: np.random.Generator, options: list[T], most: int) -> tuple[T, ...]:
    places = rng.choice(len(options), size=int(rng.integers(0, most + 1)), replace=False)
    return tuple(options[int(place)] for place in places)
