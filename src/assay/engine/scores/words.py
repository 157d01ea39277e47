"""What a score is made of: parts with weights, and what is not known leaves its weight to the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.engine.types import Posterior

_LEAST_WEIGHT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One term of a parameter; ``value`` None = not known."""

    label: str
    weight: float
    value: float | None
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One parameter; missing parts leave their weight to the others."""

    number: int
    id: str
    name: str
    meaning: str
    parts: tuple[Part, ...]

    @property
    def value(self) -> float | None:
        """0 to 10, or None ("not assessed") when less than half the weight is known."""
        known = [part for part in self.parts if part.value is not None]
        weight = sum(part.weight for part in known)
        if weight < _LEAST_WEIGHT - 1e-9:
            return None
        return 10.0 * sum(part.weight * (part.value or 0.0) for part in known) / weight

    def evidence_share(self, posteriors: Mapping[str, Posterior]) -> float:
        """Weighted mean of its assumptions' evidence shares; what is no assumption counts as none."""
        known = [part for part in self.parts if part.value is not None]
        weight = sum(part.weight for part in known)
        return sum(part.weight * _mean_share(part, posteriors) for part in known) / weight if weight else 0.0


def _mean_share(part: Part, posteriors: Mapping[str, Posterior]) -> float:
    shares = [posteriors[t].evidence_share for t in part.templates if t in posteriors]
    return sum(shares) / len(shares) if shares else 0.0
