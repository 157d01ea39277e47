"""What the scores are read from."""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.engine.bars import Bar
from assay.engine.frame import Frame
from assay.engine.simulation import Simulation
from assay.engine.types import Posterior


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the scores are read from."""

    posteriors: Mapping[str, Posterior]
    bars: Mapping[str, Bar]
    simulation: Simulation
    frame: Frame
    completeness: float  # share of the six audience checks that are answered

    def p(self, template: str) -> float | None:
        """P(the assumption meets its bar); None when there is no such assumption or bar."""
        return self.bars[template].p_meets(self.posteriors[template]) if template in self.posteriors else None

    def held(self, gate: str) -> float | None:
        """P(gate holds)."""
        return float(self.posteriors[gate].mean) if gate in self.posteriors else None
