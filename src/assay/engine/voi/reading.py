"""From a planned test to what it would see: bias of its type, heterogeneity, and what earlier records already share."""

from collections.abc import Sequence

from assay.engine.bias import Bias, bias_of, entry_of, method_of
from assay.engine.library import TEMPLATES
from assay.engine.likelihoods import Binomial, Poisson
from assay.engine.posterior import Updated
from assay.engine.readings import likelihood_of, log_average
from assay.engine.types import Family, Record
from assay.engine.voi.designs import Design
from assay.engine.voi.outcomes import Reading

_SPREAD_OF_ONE = 0.6**2  # variance of one measured value on the log (product-core 5.8)
_HETEROGENEITY = 0.35**2  # E[h²] under HalfNormal(.35)


def reading_of(design: Design, template: str, posterior: Updated, *, bias_scale: float = 1.0) -> Reading:
    """What ``design``, run with strangers and a rule written down before, would see of ``template``.

    Records of the same method share most of its bias with the new one. Given them, the shared bias b is normal with
    mean −v/(v+e)·(θ − centre) and variance v·e/(v+e), where v is its prior variance and e the variance of what the
    earlier records saw: so repeating a method can teach less and less, and in the limit nothing.
    """
    planned = Record(id="planned", type=design.type.id, template=template, registered=True)
    family = TEMPLATES[template].family
    if family is Family.GATE:
        return Reading(template=template, n=1, ratio=entry_of(planned).lr_cap)
    bias, n = bias_of(planned, scale=bias_scale), design.sample(template)
    earlier = [r for r in posterior.records if method_of(r) == method_of(planned)]
    pull, shared = _learned(bias, earlier)
    return Reading(
        template=template,
        n=n,
        mu=bias.mu,
        variance=shared + bias.own + _noise(family) + _sampling(template, n),
        pull=pull,
        centre=posterior.scale_mean,
    )


def _learned(bias: Bias, earlier: Sequence[Record]) -> tuple[float, float]:
    if not earlier or bias.shared <= 0.0:
        return 1.0, bias.shared
    seen = 1.0 / sum(1.0 / _seen_variance(record) for record in earlier)
    return seen / (bias.shared + seen), bias.shared * seen / (bias.shared + seen)


def _seen_variance(record: Record) -> float:
    family = TEMPLATES[record.template].family
    own = bias_of(record).own + _noise(family)
    if family is Family.AMOUNT:
        return own + log_average(record).variance
    seen = likelihood_of(record)
    if isinstance(seen, Binomial):
        rate = (seen.k + 0.5) / (seen.n + 1.0)
        return own + 1.0 / (seen.n * rate * (1.0 - rate))
    return own + (1.0 / max(seen.k, 0.5) if isinstance(seen, Poisson) else seen.variance)


def _noise(family: Family) -> float:
    return 0.0 if family is Family.AMOUNT else _HETEROGENEITY


def _sampling(template: str, n: int) -> float:
    """Sampling variance where the outcome is not enumerated: a mean of n values, or about n events."""
    entry = TEMPLATES[template]
    if entry.family is Family.RATE and not entry.is_average:
        return 0.0
    return 1.0 / n if entry.family is Family.COUNT else _SPREAD_OF_ONE / n
