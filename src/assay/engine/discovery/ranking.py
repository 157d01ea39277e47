"""Robust and diverse ranking: SMAA over weights and attributes, then maximal marginal relevance with caps.

SMAA-2: Lahdelma & Salminen, Operations Research 49(3), 2001. The random numbers of an entry depend on its id and the
seed alone, so that neither the order of the catalogue nor another entry changes what an entry draws.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from assay.engine.discovery.catalogue import Entry
from assay.engine.discovery.fit import CRITERIA, Components
from assay.engine.discovery.words import Criterion
from assay.engine.types import Floats

type Places = NDArray[np.intp]

SHOWN = 10
PER_SECTOR = 3
PER_ARCHETYPE = 3
MMR_LAMBDA = 0.7
CONCENTRATION = 40.0  # of the Dirichlet around the weights: a weight of .10 varies by about ±.047
STRETCH_QUANTILE = 0.8
_WEIGHT_STREAM = "weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptability:
    """Shares over the draws, per entry: among the first ten, and first; the mean weights with which it came first."""

    top: Floats  # shape (entries,)
    first: Floats
    central: Floats  # shape (entries, criteria); NaN where an entry never came first


def acceptability(
    entries: Sequence[Entry], components: Components, weights: Floats, *, draws: int, seed: int
) -> Acceptability:
    """How often each entry is among the ten best when weights and attributes are drawn around their values."""
    if not entries:
        return Acceptability(top=np.zeros(0), first=np.zeros(0), central=np.zeros((0, len(CRITERIA))))
    drawn_weights = _rng(_WEIGHT_STREAM, seed).dirichlet(CONCENTRATION * weights / weights.sum(), size=draws)
    scores = np.empty((len(entries), draws), dtype=np.float32)
    for place, entry in enumerate(entries):
        noise = _rng(entry.id, seed).standard_normal((draws, len(CRITERIA)), dtype=np.float32)
        values = np.clip(components.values[place] + components.spreads[place] * noise, 0.0, 1.0)
        scores[place] = np.einsum("dc,dc->d", values, drawn_weights)
    best = scores.argmax(axis=0)
    shown = min(SHOWN, len(entries))
    cut = np.partition(scores, len(entries) - shown, axis=0)[len(entries) - shown]
    counts = np.bincount(best, minlength=len(entries))
    central = np.array([_mean_weights(drawn_weights[best == place]) for place in range(len(entries))])
    return Acceptability(top=(scores >= cut).mean(axis=1), first=counts / draws, central=central)


def _mean_weights(rows: Floats) -> Floats:
    return rows.mean(axis=0) if len(rows) else np.full(len(CRITERIA), np.nan)


def _rng(name: str, seed: int) -> np.random.Generator:
    key = blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(int.from_bytes(key))))


def stretches(entries: Sequence[Entry], components: Components) -> NDArray[np.bool_]:
    """Entries that ask most of what the founder has not got yet, for most of what they could give.

    Pull = (income + scalability)/2 × the greatest of the gaps in skills, domain and risk; the top fifth stretches.
    """
    if not entries:
        return np.zeros(0, dtype=bool)
    at = {criterion: components.values[:, CRITERIA.index(criterion)] for criterion in Criterion}
    gap = 1.0 - np.minimum(np.minimum(at[Criterion.SKILLS], at[Criterion.DOMAIN]), at[Criterion.RISK])
    scalability = np.array([entry.character.scalability for entry in entries])
    pull = (at[Criterion.INCOME] + scalability) / 2.0 * gap
    return np.asarray(pull >= np.quantile(pull, STRETCH_QUANTILE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What is picked from: feasible entries with their fit, how alike any two are, and which of them stretch."""

    entries: tuple[Entry, ...]
    fit: Floats
    alike: Floats
    stretch: NDArray[np.bool_]

    @property
    def relevance(self) -> Floats:
        """Fit on the scale of likeness: 0 for the least fitting entry, 1 for the best."""
        span = float(np.ptp(self.fit)) if len(self.fit) else 0.0
        return (self.fit - self.fit.min()) / span if span else np.ones(len(self.fit))


def pick(pool: Pool, *, count: int = SHOWN) -> tuple[int, ...]:
    """Places of the entries to show, best first by fit.

    Greedy by ``λ relevance − (1−λ) likeness`` within at most three per sector and per archetype; when the caps leave
    places empty, the archetype's gives way first, then the sector's. One stretch is always among them.
    """
    chosen: list[int] = []
    for caps in ((PER_SECTOR, PER_ARCHETYPE), (PER_SECTOR, count), (count, count)):
        _fill(pool, chosen, caps=caps, count=count)
    if chosen and not pool.stretch[chosen].any():
        _make_room_for_stretch(pool, chosen)
    return tuple(sorted(chosen, key=lambda place: (-pool.fit[place], pool.entries[place].id)))


def _fill(pool: Pool, chosen: list[int], *, caps: tuple[int, int], count: int) -> None:
    while len(chosen) < min(count, len(pool.entries)):
        allowed = [
            place for place in range(len(pool.entries)) if place not in chosen and _fits(pool, chosen, place, caps)
        ]
        if not allowed:
            return
        chosen.append(max(allowed, key=lambda place: (_relevance(pool, chosen, place), pool.entries[place].id)))


def _fits(pool: Pool, chosen: Sequence[int], place: int, caps: tuple[int, int]) -> bool:
    entry = pool.entries[place]
    sectors = Counter(pool.entries[other].sector for other in chosen)
    archetypes = Counter(pool.entries[other].archetype for other in chosen)
    return sectors[entry.sector] < caps[0] and archetypes[entry.archetype] < caps[1]


def _relevance(pool: Pool, chosen: Sequence[int], place: int) -> float:
    likeness = float(pool.alike[place, list(chosen)].max()) if chosen else 0.0
    return MMR_LAMBDA * float(pool.relevance[place]) - (1.0 - MMR_LAMBDA) * likeness


def _make_room_for_stretch(pool: Pool, chosen: list[int]) -> None:
    """Put the best-fitting stretch in place of the weakest choice whose going keeps the caps."""
    stretching = sorted(np.flatnonzero(pool.stretch), key=lambda place: (-pool.fit[place], pool.entries[place].id))
    weakest_first = sorted(chosen, key=lambda place: (pool.fit[place], pool.entries[place].id))
    for candidate in stretching:
        for leaving in weakest_first:
            rest = [place for place in chosen if place != leaving]
            if _fits(pool, rest, int(candidate), (PER_SECTOR, PER_ARCHETYPE)):
                chosen[:] = [*rest, int(candidate)]
                return
    chosen[:] = [*(place for place in chosen if place != weakest_first[0]), int(stretching[0])]
