"""Discovery: from a founder's profile to ten opportunities that fit, and why (product-core 5.18)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from assay.engine.discovery.catalogue import Catalogue, Entry
from assay.engine.discovery.constraints import CONSTRAINTS, NEVER_NEAR, failures
from assay.engine.discovery.explaining import Standing, candidate, fit_of, near_miss
from assay.engine.discovery.fit import CRITERIA, WEIGHTS, Components, components
from assay.engine.discovery.numbers import Notebook
from assay.engine.discovery.profile import Profile
from assay.engine.discovery.ranking import Acceptability, Pool, acceptability, pick, stretches
from assay.engine.discovery.result import Blocking, Candidate, Counts, DiscoveryResult, NearMiss, Scored
from assay.engine.discovery.terms import Terms, terms_of
from assay.engine.discovery.words import Constraint, Criterion
from assay.engine.result.words import Sentence
from assay.engine.types import Floats
from assay.engine.version import ENGINE_VERSION

DRAWS = 4_096
ENOUGH = 6  # fewer feasible entries than this, and the blocking constraint is named
NEAR_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What one discovery is asked."""

    catalogue: Catalogue
    terms: Terms
    interest: Floats | None
    share: Floats  # the weights, adding up to one
    draws: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """The feasible entries and what is known about them."""

    entries: tuple[Entry, ...]
    parts: Components
    weights: Floats
    standing: Acceptability
    stretch: NDArray[np.bool_]
    chosen: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How many weight and attribute draws, and their seed (None: of the answers)."""

    draws: int = DRAWS
    seed: int | None = None


LIVE = Sampling()


def discover(
    profile: Profile,
    catalogue: Catalogue,
    *,
    interest: Floats | None = None,
    weights: Mapping[Criterion, float] | None = None,
    sampling: Sampling = LIVE,
) -> DiscoveryResult:
    """Ten candidates within the founder's hard constraints, ranked by fit, robust to the weights and diverse.

    ``interest``: cosine of the founder's interests with each entry, shape (entries,), None without an encoder or a
    text. ``weights`` replaces the published ones; only their ratios count. The seed of the ``sampling`` defaults to a
    digest of the answers, free text left out. Raises ValueError when ``interest`` does not belong to the catalogue.
    """
    if interest is not None and len(interest) != len(catalogue.entries):
        raise ValueError("interest needs one cosine per entry")
    setting = _Setting(
        catalogue=catalogue,
        terms=terms_of(profile),
        interest=interest,
        share=_normalised(weights or WEIGHTS),
        draws=sampling.draws,
        seed=seed_of(profile, catalogue) if sampling.seed is None else sampling.seed,
    )
    return _result(setting, failures(catalogue, setting.terms), currency=profile.currency)


def _result(setting: _Setting, failed: NDArray[np.bool_], *, currency: str) -> DiscoveryResult:
    notebook = Notebook(per_dollar=setting.terms.per_dollar, currency=currency)
    counts = _counts(failed)
    field = _field(setting, np.flatnonzero(~failed.any(axis=1)))
    candidates = _candidates(field, setting.terms, notebook)
    missed = _near_misses(setting, failed, notebook)
    blocking = _blocking(failed, counts.feasible, notebook)
    return DiscoveryResult(
        engine_version=ENGINE_VERSION,
        catalogue_version=setting.catalogue.version,
        seed=setting.seed,
        draws=setting.draws,
        currency=currency,
        has_interest=setting.interest is not None,
        criteria=CRITERIA,
        weights=tuple(float(weight) for weight in setting.share),
        counts=counts,
        candidates=candidates,
        near_misses=missed,
        blocking=blocking,
        feasible=_scored(field),
        quantities=notebook.quantities,
    )


def seed_of(profile: Profile, catalogue: Catalogue) -> int:
    """The seed of a profile: the same answers always draw the same numbers, however they are worded."""
    bare = replace(
        profile,
        interests="",
        sub_area="",
        experience_summary="",
        skills=tuple(replace(rating, note="") for rating in profile.skills),
    )
    return int.from_bytes(blake2b(f"{bare!r}{catalogue.version}".encode(), digest_size=4).digest())


def _normalised(weights: Mapping[Criterion, float]) -> Floats:
    raw = np.array([weights[criterion] for criterion in CRITERIA], dtype=np.float64)
    if raw.min() < 0 or raw.sum() <= 0:
        raise ValueError("weights must not be negative, and not all zero")
    return raw / raw.sum()


def _field(setting: _Setting, feasible: NDArray[np.intp]) -> _Field:
    catalogue = setting.catalogue
    entries = tuple(catalogue.entries[place] for place in feasible)
    parts = components(catalogue, setting.terms, interest=setting.interest, which=feasible)
    stretch = stretches(entries, parts)
    vectors = catalogue.vectors[feasible]
    pool = Pool(entries=entries, fit=parts.fit(setting.share), alike=vectors @ vectors.T, stretch=stretch)
    return _Field(
        entries=entries,
        parts=parts,
        weights=setting.share,
        standing=acceptability(entries, parts, setting.share, draws=setting.draws, seed=setting.seed),
        stretch=stretch,
        chosen=pick(pool),
    )


def _candidates(field: _Field, terms: Terms, notebook: Notebook) -> tuple[Candidate, ...]:
    if not field.entries:
        return ()
    median = np.median(field.parts.values, axis=0)
    standings = (
        Standing(
            entry=field.entries[place],
            rank=rank,
            is_stretch=bool(field.stretch[place]),
            scores=field.parts.values[place],
            weights=field.weights,
            median=median,
            top=float(field.standing.top[place]),
            first=float(field.standing.first[place]),
            central=field.standing.central[place],
        )
        for rank, place in enumerate(field.chosen, start=1)
    )
    return tuple(candidate(standing, terms, notebook) for standing in standings)


def _near_misses(setting: _Setting, failed: NDArray[np.bool_], notebook: Notebook) -> tuple[NearMiss, ...]:
    """The best-fitting entries that fail one constraint only, at most five."""
    places = _near(failed)
    entries = [setting.catalogue.entries[place] for place in places]
    parts = components(setting.catalogue, setting.terms, interest=setting.interest, which=places)
    order = sorted(range(len(places)), key=lambda i: (-float(parts.values[i] @ setting.share), entries[i].id))
    return tuple(
        near_miss(
            entries[i],
            fit_of(entries[i], parts.values[i], setting.share, notebook),
            setting.terms,
            CONSTRAINTS[int(failed[places[i]].argmax())],
            notebook,
        )
        for i in order[:NEAR_SHOWN]
    )


def _near(failed: NDArray[np.bool_]) -> NDArray[np.intp]:
    principled = [CONSTRAINTS.index(constraint) for constraint in NEVER_NEAR]
    return np.flatnonzero((failed.sum(axis=1) == 1) & ~failed[:, principled].any(axis=1))


_LOOSEN = {
    Constraint.CAPEX: "the cash you have to start with",
    Constraint.LOSS: "the loss you can afford",
    Constraint.HOURS: "the hours you have each week",
    Constraint.LICENCE: "a missing licence",
    Constraint.LOCATION: "your country",
    Constraint.ON_SITE: "working remotely only",
    Constraint.EXCLUSION: "what you chose to leave out",
    Constraint.LANGUAGE: "the languages you named",
    Constraint.DEADLINE: "how soon you need the first income",
}


def _blocking(failed: NDArray[np.bool_], feasible: int, notebook: Notebook) -> Blocking | None:
    if feasible >= ENOUGH or not len(failed):
        return None
    alone = failed & (failed.sum(axis=1) == 1)[:, None]
    # Most entries freed by loosening it alone; where none is freed by one alone, the one that fails most often.
    place = int((alone.sum(axis=0) * len(failed) + failed.sum(axis=0)).argmax())
    constraint = CONSTRAINTS[place]
    frees = notebook.count("blocking.frees", "Opportunities this limit alone shuts out", float(alone[:, place].sum()))
    text = f"What limits you most is {_LOOSEN[constraint]}: it alone shuts out {{{{q:{frees.id}}}}} opportunities."
    return Blocking(constraint=constraint, frees=frees, sentence=Sentence(code=f"blocking.{constraint}", text=text))


def _counts(failed: NDArray[np.bool_]) -> Counts:
    feasible, near = int((~failed.any(axis=1)).sum()), len(_near(failed))
    return Counts(entries=len(failed), feasible=feasible, near_misses=near, excluded=len(failed) - feasible)


def _scored(field: _Field) -> tuple[Scored, ...]:
    return tuple(
        Scored(
            entry_id=entry.id,
            title=entry.title,
            fit=float(field.parts.values[place] @ field.weights),
            acceptability=float(field.standing.top[place]),
            scores=tuple(float(score) for score in field.parts.values[place]),
        )
        for place, entry in enumerate(field.entries)
    )
