"""Reading a ledger row: what its numbers say on the scale of its assumption, before any bias."""

from math import log

from scipy.special import logit

from assay.engine import library
from assay.engine.bias import effective_n
from assay.engine.likelihoods import Average, Binomial, Likelihood, Poisson
from assay.engine.types import Family, Record

_FEW = 4
_VARIANCE_OF_FEW = 0.6**2  # one to three values say nothing about their own spread
_EDGE = 0.005  # an average share is read no closer to 0 or 1 than this


def likelihood_of(record: Record) -> Likelihood:
    """The likelihood of a rate's or a count's record. Raises ValueError when its numbers are missing or impossible."""
    template = library.TEMPLATES[record.template]
    if template.family is Family.COUNT:
        return _poisson(record)
    return _average_share(record) if template.is_average else _binomial(record)


def log_average(record: Record) -> Average:
    """Mean and sampling variance of ``ln x`` from the mean, sd and n of x (product-core 5.8, amounts).

    From four values on, sd is turned into the log-normal's sigma and widened by (n−1)/(n−3) for being estimated.
    Raises ValueError when the mean is missing or not positive, or n is missing.
    """
    mean, answers = _measured(record)
    if record.sd is None or answers < _FEW:
        return Average(log(mean), _VARIANCE_OF_FEW / answers)
    spread = log(1 + (record.sd / mean) ** 2)
    return Average(log(mean) - spread / 2, _estimated(spread, record))


def _binomial(record: Record) -> Binomial:
    k, n = record.k, record.n
    if k is None or n is None or not 0 <= k <= n:
        raise ValueError(f"record {record.id} needs k of n with k between 0 and n")
    share = effective_n(1, cluster_size=record.cluster_size)
    return Binomial(k * share, n * share)


def _poisson(record: Record) -> Poisson:
    k, exposure = record.k, record.exposure
    if k is None or k < 0 or exposure is None or exposure <= 0:
        raise ValueError(f"record {record.id} needs a count k and a positive exposure")
    share = effective_n(1, cluster_size=record.cluster_size)
    return Poisson(k * share, exposure * share)


def _average_share(record: Record) -> Average:
    """An average share on the logit; its sd is carried over by the slope of the logit (delta method)."""
    mean, answers = _measured(record)
    share = min(max(mean, _EDGE), 1 - _EDGE)
    if record.sd is None or answers < _FEW:
        return Average(float(logit(share)), _VARIANCE_OF_FEW / answers)
    return Average(float(logit(share)), _estimated((record.sd / (share * (1 - share))) ** 2, record))


def _measured(record: Record) -> tuple[float, float]:
    if record.mean is None or record.mean <= 0 or not record.n:
        raise ValueError(f"record {record.id} needs a positive mean and n")
    return record.mean, effective_n(record.n, cluster_size=record.cluster_size)


def _estimated(spread: float, record: Record) -> float:
    answers = effective_n(record.n or 0, cluster_size=record.cluster_size)
    return spread * (answers - 1) / (answers - 3) / answers
