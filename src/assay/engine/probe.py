"""One venture with every belief at its median, and what happens to its profit when single inputs move."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from assay.engine.economics.kernel import simulate
from assay.engine.economics.mapping import Draws, horizon_of, levers, parameters
from assay.engine.economics.measures import customers_needed
from assay.engine.frame import Frame
from assay.engine.library import TEMPLATES
from assay.engine.types import Family, Floats, Posterior


def median_of(template: str, posterior: Posterior) -> float:
    """The median in the assumption's unit; an open gate is 1."""
    if TEMPLATES[template].family is Family.GATE:
        return 1.0
    return float(posterior.ppf(np.array([0.5]))[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Levers at their medians with all gates open."""

    templates: tuple[str, ...]
    medians: Floats
    frame: Frame

    @classmethod
    def of(cls, posteriors: Mapping[str, Posterior], frame: Frame) -> Self:
        """The probe of these beliefs; only templates that move the economics are kept."""
        moving = set(levers(frame))
        kept = tuple(template for template in posteriors if template in moving)
        medians = np.array([median_of(template, posteriors[template]) for template in kept])
        return cls(templates=kept, medians=medians, frame=frame)

    def median(self, template: str) -> float:
        """The median of one lever. Raises ValueError when it is none."""
        return float(self.medians[self.templates.index(template)])

    def profits(self, moved: Mapping[str, Floats]) -> Floats:
        """Owner profit in the goal month when the named levers take these values, column by column, shape (m,)."""
        columns = len(next(iter(moved.values())))
        values = np.repeat(self.medians[:, None], columns, axis=1)
        for template, column in moved.items():
            values[self.templates.index(template)] = column
        return self._run(values)

    def each(self, templates: tuple[str, ...], values: Floats) -> Floats:
        """The same for many levers at once, one at a time: ``values`` and result have shape (levers, m)."""
        rows, columns = values.shape
        matrix = np.repeat(self.medians[:, None], rows * columns, axis=1)
        for row, template in enumerate(templates):
            matrix[self.templates.index(template), row * columns : (row + 1) * columns] = values[row]
        return self._run(matrix).reshape(rows, columns)

    def customers_needed(self) -> float:
        """Customers that reach the goal with everything else at its median; infinite when each loses money."""
        draws = Draws(templates=self.templates, values=self.medians[:, None])
        return float(np.ravel(customers_needed(parameters(draws, self.frame), self.frame.goal))[0])

    def _run(self, values: Floats) -> Floats:
        draws = Draws(templates=self.templates, values=values)
        return simulate(parameters(draws, self.frame), horizon_of(self.frame), draws=draws.count).profit
