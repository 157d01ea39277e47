"""What drives a number: variance shares, the mix of sources behind it, the tornado (product-core 5.3 and 5.10)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assay.engine.library import TEMPLATES
from assay.engine.probe import Probe
from assay.engine.strata import COARSE, Strata
from assay.engine.types import Family, Floats, Kind, Posterior


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """First-order share of one input in the variance of an outcome."""

    template: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """Profit in the goal month at p10 and p90 of one input, others at their medians, and its rank correlation."""

    template: str
    at_p10: float
    at_p90: float
    rank_correlation: float


def variance_shares(strata: Strata, outcome: Floats) -> tuple[Driver, ...]:
    """``S_i = Var(E[Y | θ_i]) / Var(Y)`` over 64 quantile cells, less what chance alone would give, largest first.

    ``outcome`` has shape (draws,). All shares are 0 when the outcome does not vary.
    """
    found = [Driver(template=t, share=_share(strata, t, outcome)) for t in strata.draws.templates]
    return tuple(sorted(found, key=lambda driver: -driver.share))


def _share(strata: Strata, template: str, outcome: Floats) -> float:
    """Epsilon squared: the between-cell share with the expected share of noise taken off."""
    cells = strata.cells(template, COARSE)
    sizes, means, total = cells.sizes, cells.means(outcome), float(np.var(outcome))
    used = int(np.count_nonzero(sizes))
    if total <= 1e-12 * max(1.0, float(np.mean(outcome)) ** 2) or used < 2:
        return 0.0
    between = float(np.sum(sizes * (means - outcome.mean()) ** 2)) / len(outcome)
    noise = (used - 1) * (total - between) / (len(outcome) - used)
    return max(0.0, (between - noise) / total)


def headline_mix(drivers: tuple[Driver, ...], mixes: Mapping[str, Mapping[Kind, float]]) -> dict[Kind, float]:
    """``mix_k = Σ S_i share_ik / Σ S_i`` over the drivers; empty when nothing drives the number."""
    total = sum(driver.share for driver in drivers)
    if total <= 0.0:
        return {}
    mix: dict[Kind, float] = {}
    for driver in drivers:
        for kind, share in mixes[driver.template].items():
            mix[kind] = mix.get(kind, 0.0) + driver.share / total * share
    return mix


def tornado(posteriors: Mapping[str, Posterior], probe: Probe, strata: Strata, outcome: Floats) -> tuple[Swing, ...]:
    """Each lever from its p10 to its p90, largest swing first; gates have no swing of their own."""
    moving = tuple(t for t in probe.templates if TEMPLATES[t].family is not Family.GATE)
    ends = np.stack([posteriors[t].ppf(np.array([0.1, 0.9])) for t in moving])
    profits = probe.each(moving, ends)
    ranks = _ranks(outcome)
    found = [
        Swing(
            template=template,
            at_p10=float(profits[row, 0]),
            at_p90=float(profits[row, 1]),
            rank_correlation=_correlation(_ranks(strata.draws.of(template)), ranks),
        )
        for row, template in enumerate(moving)
    ]
    return tuple(sorted(found, key=lambda swing: -abs(swing.at_p90 - swing.at_p10)))


def _ranks(values: Floats) -> Floats:
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def _correlation(first: Floats, second: Floats) -> float:
    """Spearman's: Pearson's of two rankings without ties, by the sum of squared differences."""
    count = len(first)
    return float(1.0 - 6.0 * np.sum((first - second) ** 2) / (count * (count**2 - 1.0)))
