"""Simulated ventures with a known truth: the world that the calibration bars are measured in (Q06, Q09, Q10).

Every venture draws its rate from a prior the engine also has, then up to three records through the very bias model
the engine assumes: a bias shared by a method, one of each record's own, and a disagreement h common to the venture.
A world can differ from what the engine believes: a worse truth, or more flattery than the table says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, expit, logit

from assay.engine.beliefs import Prior, beta
from assay.engine.bias import bias_of, method_of
from assay.engine.heterogeneity import SPREAD
from assay.engine.library import EVIDENCE_TYPES
from assay.engine.types import Record, Recruitment

TEMPLATE = "D6"
_TYPES = tuple(kind.id for kind in EVIDENCE_TYPES.values() if kind.bears_on(TEMPLATE))
_RECRUITED = {Recruitment.COLD: 0.4, Recruitment.PANEL: 0.15, Recruitment.WARM: 0.3, Recruitment.FRIENDS: 0.15}
_SIZES = (8, 400)
_MOST_RECORDS = 3
_BARS = (0.1, 0.9)  # goals ask for anything between an easy and a hard quantile of the prior
_REPEATS = 0.3  # chance that the next record uses the method of the last one again


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How far the world is from the engine's beliefs, in logits: ``worse`` truths, ``flattery`` beyond the table."""

    seed: int
    worse: float = 0.0
    flattery: float = 0.0
    prior: tuple[float, float] = (2.0, 38.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venture:
    """One venture: its true rate, the rate its goal needs, what the engine starts from, and the ledger."""

    truth: float
    bar: float
    prior: Prior
    records: tuple[Record, ...]


def ventures(count: int, world: World) -> Iterator[Venture]:
    """``count`` ventures of a world; the same seed gives the same ventures."""
    rng = np.random.default_rng(world.seed)
    prior = beta(*world.prior)
    for _ in range(count):
        x = float(logit(rng.beta(*world.prior))) - world.worse
        bar = float(betaincinv(*world.prior, rng.uniform(*_BARS)))
        yield Venture(truth=float(expit(x)), bar=bar, prior=prior, records=_ledger(rng, x + world.flattery))


def _ledger(rng: np.random.Generator, x: float) -> tuple[Record, ...]:
    h = abs(rng.normal(0.0, SPREAD))
    shared: dict[object, float] = {}
    records: list[Record] = []
    for number in range(int(rng.integers(1, _MOST_RECORDS + 1))):
        record = _planned(rng, number, records)
        bias = bias_of(record)
        method = method_of(record)
        shared.setdefault(method, rng.normal(bias.mu, np.sqrt(bias.shared)))
        z = x + shared[method] + rng.normal(0.0, np.sqrt(bias.own + h**2))
        records.append(_with_outcome(record, k=int(rng.binomial(record.n or 0, expit(z)))))
    return tuple(records)


def _planned(rng: np.random.Generator, number: int, before: list[Record]) -> Record:
    n = round(float(np.exp(rng.uniform(*np.log(_SIZES)))))
    if before and rng.random() < _REPEATS:
        kind, recruitment = before[-1].type, before[-1].recruitment
    else:
        kind = _TYPES[rng.integers(len(_TYPES))]
        recruitment = tuple(_RECRUITED)[rng.choice(len(_RECRUITED), p=tuple(_RECRUITED.values()))]
    return Record(
        id=str(number),
        type=kind,
        template=TEMPLATE,
        k=0,
        n=n,
        recruitment=recruitment,
        registered=bool(rng.integers(2)),
    )


def _with_outcome(record: Record, *, k: int) -> Record:
    return Record(
        id=record.id,
        type=record.type,
        template=record.template,
        k=k,
        n=record.n,
        recruitment=record.recruitment,
        registered=record.registered,
    )
