"""The scales on which beliefs are added up: logit for rates and gates, log for amounts and counts."""

import numpy as np
from scipy.special import expit, logit

from assay.engine.types import Family, Floats

_LOGIT_FAMILIES = frozenset({Family.RATE, Family.GATE})


def to_scale(family: Family, value: Floats | float) -> Floats:
    """``value`` in the assumption's unit on its scale g (product-core 5.6); infinite at the ends of the range."""
    with np.errstate(divide="ignore"):
        return np.asarray(logit(value) if family in _LOGIT_FAMILIES else np.log(value), dtype=np.float64)


def from_scale(family: Family, x: Floats | float) -> Floats:
    """The inverse of ``to_scale``."""
    return np.asarray(expit(x) if family in _LOGIT_FAMILIES else np.exp(x), dtype=np.float64)
