"""Expected value of perfect, partial and sample information from one set of draws, without nesting.

Every estimate that chooses a decision per cell is cross-fitted: the decision is learned on one random half of the
draws and paid on the other, both ways. An irrelevant test then scores nothing, because chance finds no lasting gain.
The halves are drawn within pairs of neighbours, so that they agree on the input and differ by chance in the rest.
(Halving Sobol points by parity would not do: the halves are not alike.) Source: product-core 5.13.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from assay.engine.strata import Cells
from assay.engine.types import Floats

_ROUNDING = 1e-9  # a gain this small beside the utilities is only their rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Payoffs:
    """Utility of each way of going on, per draw; stopping is worth 0 in all of them."""

    values: Floats  # (decisions, draws)
    best: float  # value of deciding today

    @classmethod
    def of(cls, *utilities: Floats) -> Self:
        """Payoffs of one or more decisions, each of shape (draws,)."""
        values = np.stack(utilities)
        return cls(values=values, best=max(0.0, float(values.mean(axis=1).max())))

    def evpi(self) -> float:
        """``E[max_d U_d] − max_d E[U_d]``, in money, never negative."""
        return max(0.0, float(np.maximum(self.values.max(axis=0), 0.0).mean()) - self.best)

    def evppi(self, cells: Cells) -> float:
        """Value of knowing one assumption for sure, in money."""
        return self.worth(self.by_cell(cells))

    def evsi(self, cells: Cells, outcomes: Floats) -> float:
        """Value of a test of one assumption; ``outcomes`` is P(outcome | cell), shape (cells, outcomes)."""
        return self.worth(self.by_cell(cells) @ outcomes)

    def evsi_of_two(self, first: Cells, second: Cells, outcomes: tuple[Floats, Floats]) -> float:
        """Value of a test that speaks about two assumptions at once; independent outcomes given both."""
        joint = Cells(
            template=first.template,
            codes=first.codes * second.count + second.codes,
            places=np.zeros(first.count * second.count),
            sizes=np.zeros(first.count * second.count),
            half=first.half,
        )
        sums = self.by_cell(joint).reshape(*self._shape, first.count, second.count)
        seen = np.einsum("hdij,ik,jl->hdkl", sums, outcomes[0], outcomes[1], optimize=True)
        return self.worth(seen.reshape(*self._shape, -1))

    def by_cell(self, cells: Cells) -> Floats:
        """Sums of utility per cell over the size of a half, shape (2 halves, decisions, cells)."""
        halves = (cells.half, 1.0 - cells.half)
        sums = [[cells.totals(utility * half) for utility in self.values] for half in halves]
        sizes = np.array([half.sum() for half in halves])
        return np.asarray(np.array(sums) / np.maximum(sizes, 1.0)[:, None, None])

    def worth(self, seen: Floats) -> float:
        """Value of deciding after seeing an outcome, less the value of deciding today, never negative.

        ``seen`` holds P(outcome) · E[U | outcome] per half and decision, shape (2, decisions, outcomes).
        """
        gain = (self._paid(seen[0], seen[1]) + self._paid(seen[1], seen[0])) / 2.0 - self.best
        return gain if gain > _ROUNDING * float(np.abs(self.values).mean()) else 0.0

    @property
    def _shape(self) -> tuple[int, int]:
        return 2, len(self.values)

    @staticmethod
    def _paid(learned: Floats, paid: Floats) -> float:
        choice = learned.argmax(axis=0)
        taken = np.take_along_axis(paid, choice[None, :], axis=0)[0]
        return float(np.where(learned.max(axis=0) > 0.0, taken, 0.0).sum())
