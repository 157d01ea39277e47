"""Making priors: from a benchmark interval, from a founder's range, from both (product-core 5.6)."""

from collections.abc import Iterable
from dataclasses import replace
from math import log, sqrt

from scipy.special import ndtri

from assay.engine import library
from assay.engine.beliefs import Origin, Prior, normal
from assay.engine.registry import Benchmark, Transfer
from assay.engine.scales import to_scale
from assay.engine.shapes import SplitNormal
from assay.engine.types import Family, Kind, Range, Tier

TIER_WIDENING = {Tier.A: 1.0, Tier.B: 1.3, Tier.C: 1.7, Tier.D: 2.2}
TRANSFER_WIDENING = {Transfer.SAME_SEGMENT: 1.0, Transfer.SAME_MODEL: 1.2, Transfer.GENERIC: 1.5}
FOUNDER_WEIGHT = 0.4
PPP_EXPONENT = 0.5  # authored: prices follow income per head, but less than in proportion

_Z90 = float(ndtri(0.95))
_Z10_TO_90 = float(2 * ndtri(0.9))
_NARROWEST = 0.01  # a range of no width still leaves one percent of doubt
_OPEN_END = 50.0  # zero on a scale without zero is read as a fiftieth of the next number
_SMALLEST = 0.01


def from_benchmark(benchmark: Benchmark) -> Prior:
    """Normal on the g scale through ``q10`` and ``q90``, moved by the selection shift, widened by tier and transfer."""
    family = library.TEMPLATES[benchmark.template].family
    low, high = float(to_scale(family, benchmark.q10)), float(to_scale(family, benchmark.q90))
    widening = TIER_WIDENING[benchmark.tier] * TRANSFER_WIDENING[benchmark.transfer]
    kind = Kind.AUTHORED_DEFAULT if benchmark.tier is Tier.D else Kind.CITED_BENCHMARK
    return normal(
        family,
        mean=(low + high) / 2 + benchmark.shift,
        sd=(high - low) / _Z10_TO_90 * widening,
        origins=(Origin(kind=kind, source_id=benchmark.source_id),),
    )


def from_range(stated: Range, family: Family, *, stretch: float = 1.0, source_id: str = "founder") -> Prior:
    """A founder's 90 % range: exact at p05, p50 and p95 before both halves are widened by ``stretch`` (5.17).

    Ends that the scale cannot hold (zero amounts, shares of 0 or 1) are moved inside by a fiftieth.
    Raises ValueError when the range is not ordered or leaves the unit's range.
    """
    low, likely, high = (float(to_scale(family, value)) for value in _inside(stated, family))
    shape = SplitNormal(
        centre=likely,
        below=max((likely - low) / _Z90, _NARROWEST) * stretch,
        above=max((high - likely) / _Z90, _NARROWEST) * stretch,
    )
    return Prior(family=family, shape=shape, origins=(Origin(kind=Kind.FOUNDER_INPUT, source_id=source_id),))


def pool(priors: tuple[Prior, ...], *, weights: tuple[float, ...]) -> Prior:
    """Linear pool by moments on the g scale: disagreement widens. Weights are normalised."""
    total = sum(weights)
    shares = [weight / total for weight in weights]
    mean = sum(share * prior.mean for share, prior in zip(shares, priors, strict=True))
    variance = sum(
        share * (prior.sd**2 + (prior.mean - mean) ** 2) for share, prior in zip(shares, priors, strict=True)
    )
    origins = _merged(
        replace(origin, share=origin.share * share)
        for share, prior in zip(shares, priors, strict=True)
        for origin in prior.origins
    )
    return normal(priors[0].family, mean=mean, sd=sqrt(variance), origins=origins)


def pool_with_founder(founder: Prior, default: Prior) -> Prior:
    """Founder and benchmark at 0.4 : 0.6 (product-core 5.6)."""
    return pool((founder, default), weights=(FOUNDER_WEIGHT, 1 - FOUNDER_WEIGHT))


def scaled(prior: Prior, *, factor: float, spread: float = 0.0) -> Prior:
    """A prior on amounts carried to another price level: times ``factor``, widened by ``spread`` (log SD)."""
    if factor == 1.0 and spread == 0.0:
        return prior
    return normal(prior.family, mean=prior.mean + log(factor), sd=sqrt(prior.sd**2 + spread**2), origins=prior.origins)


def _merged(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    shares: dict[tuple[Kind, str], float] = {}
    for origin in origins:
        key = (origin.kind, origin.source_id)
        shares[key] = shares.get(key, 0.0) + origin.share
    return tuple(Origin(kind=kind, source_id=source, share=share) for (kind, source), share in shares.items())


def _inside(stated: Range, family: Family) -> tuple[float, float, float]:
    top = 1.0 if family in {Family.RATE, Family.GATE} else float("inf")
    if not 0 <= stated.low <= stated.likely <= stated.high <= top:
        raise ValueError(f"a range has to be ordered and within 0 and {top}: {stated}")
    likely = stated.likely or max(stated.high / _OPEN_END, _SMALLEST)
    low = stated.low or likely / _OPEN_END
    high = max(stated.high, likely)
    if top == 1.0:
        likely = likely if likely < 1 else 1 - max((1 - low) / _OPEN_END, _SMALLEST)
        high = high if high < 1 else 1 - (1 - likely) / _OPEN_END
        low = min(low, likely)
    return low, likely, high
