"""One run: posteriors in, draws, kernel, headline figures; and the nine runs of the robust set on the same draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from assay.engine.economics.mapping import KILL_GATES, levers
from assay.engine.frame import Frame
from assay.engine.posterior import Updated
from assay.engine.simulation import CHUNK, Simulation, drawn, reached, ruined, run, utility
from assay.engine.stance import Stance
from assay.engine.types import Floats
from assay.engine.verdict import Standing

SHIFTS = (-0.5, 0.0, 0.5)
BIAS_SCALES = (0.5, 1.0, 1.5)
_ALSO_DRAWN = ("D6", "F5")  # not levers everywhere, but parts of joint scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a set of posteriors means for the goal."""

    posteriors: Mapping[str, Updated]
    simulation: Simulation
    goal: Floats  # 1 where the goal is reached
    ruin: Floats  # 1 where the loss is larger than affordable
    worth: Floats  # U of going on
    frame: Frame

    @classmethod
    def of(cls, posteriors: Mapping[str, Updated], frame: Frame, points: Floats) -> Self:
        """Run these posteriors at these normals."""
        wanted = {*levers(frame), *_ALSO_DRAWN}
        draws = drawn({t: p for t, p in posteriors.items() if t in wanted}, points)
        simulation = run(draws, frame)
        return cls(
            posteriors=posteriors,
            simulation=simulation,
            goal=reached(simulation.outcome, frame),
            ruin=ruined(simulation.outcome, frame),
            worth=utility(simulation.outcome, frame),
            frame=frame,
        )

    @property
    def p_goal(self) -> float:
        """P(the goal is reached in its month)."""
        return float(self.goal.mean())

    @property
    def p_loss(self) -> float:
        """P(more than the affordable loss is lost)."""
        return float(self.ruin.mean())

    @property
    def expected(self) -> float:
        """E[U] of going on, in money."""
        return float(self.worth.mean())

    @property
    def lowest_gate(self) -> float:
        """P(holds) of the least certain gate; 1 without gates."""
        return min((float(self.posteriors[g].mean) for g in KILL_GATES if g in self.posteriors), default=1.0)

    def standing(self, net: float) -> Standing:
        """The figures the verdict reads."""
        return Standing(
            p_goal=self.p_goal, p_loss=self.p_loss, worth=self.expected, best_net=net, lowest_gate=self.lowest_gate
        )


def robust_set(stance: Stance, frame: Frame, points: Floats) -> tuple[tuple[float, Outlook], ...]:
    """The eight other runs, each with its bias scale: defaults half an SD worse or better, biases halved or half more.

    Common random numbers: all use the first 4,096 columns of ``points``.
    """
    few = points[:, :CHUNK]
    arms = [(shift, scale) for shift in SHIFTS for scale in BIAS_SCALES if (shift, scale) != (0.0, 1.0)]
    return tuple((scale, Outlook.of(stance.seen(shift=shift, bias_scale=scale), frame, few)) for shift, scale in arms)
