"""The bias table in plain numbers. The table equals the engine's evidence library; a test compares them."""

import math

from assay.modules.content.types import Bias, Given

OBSERVED = 0.40  # the example result: 40 of 100 said yes, clicked, or paid
_Z90 = 1.6449  # half-width of a central 90 % interval in standard deviations

BIASES: tuple[Bias, ...] = (
    Bias(type_id="X02", template="D6", given=Given.SAYS, mu=1.2, tau=0.7),
    Bias(type_id="X13", template="D6", given=Given.SAYS, mu=1.0, tau=0.6),
    Bias(type_id="X04", template="D7", given=Given.SAYS, mu=0.9, tau=0.6),
    Bias(type_id="X01", template="D1", given=Given.SAYS, mu=0.2, tau=0.35),
    Bias(type_id="X05", template="D1", given=Given.RESEARCH, mu=0.0, tau=0.8),
    Bias(type_id="X10", template="D6", given=Given.DOES, mu=0.8, tau=0.5),
    Bias(type_id="X25", template="A4", given=Given.DOES, mu=0.2, tau=0.3),
    Bias(type_id="X09", template="D5", given=Given.DOES, mu=0.1, tau=0.3),
    Bias(type_id="X11", template="D6", given=Given.PAYS, mu=0.3, tau=0.3),
    Bias(type_id="X14", template="D6", given=Given.PAYS, mu=0.0, tau=0.2),
    Bias(type_id="X12", template="D6", given=Given.PAYS, mu=0.0, tau=0.15),
    Bias(type_id="X24", template="D8", given=Given.PAYS, mu=0.0, tau=0.15),
)


def corrected(share: float, *, mu: float) -> float:
    """The true share behind an observed one whose logit is flattered by ``mu``."""
    return _sigmoid(_logit(share) - mu)


def ceiling(share: float, *, mu: float, tau: float) -> tuple[float, float]:
    """The 90 % range of the truth behind an observed share, however many people were asked."""
    middle = _logit(share) - mu
    return _sigmoid(middle - _Z90 * tau), _sigmoid(middle + _Z90 * tau)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))
