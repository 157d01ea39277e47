"""Draws sorted into quantile cells of one input: the one device behind drivers, flip points and value of information."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assay.engine.economics.mapping import Draws
from assay.engine.library import TEMPLATES
from assay.engine.scales import to_scale
from assay.engine.types import Family, Floats

FINE = 256
COARSE = 64
PAIRED = 24

type Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Which cell of one template each draw lies in, and where that cell is on the g scale (gates: 0 and 1)."""

    template: str
    codes: Codes  # (draws,)
    places: Floats  # (cells,)

    @property
    def count(self) -> int:
        """How many cells."""
        return len(self.places)

    def totals(self, values: Floats) -> Floats:
        """Sum of ``values`` in each cell, shape (cells,)."""
        return np.bincount(self.codes, weights=values, minlength=self.count)

    def means(self, values: Floats) -> Floats:
        """Mean of ``values`` in each cell; 0 in an empty one."""
        return np.asarray(self.totals(values) / np.maximum(self.sizes(), 1.0))

    def sizes(self) -> Floats:
        """Draws in each cell."""
        return np.bincount(self.codes, minlength=self.count).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strata:
    """The fine cells of every template of a set of draws, sorted once."""

    draws: Draws
    fine: tuple[Codes, ...]

    @classmethod
    def of(cls, draws: Draws) -> Self:
        """Sort each template's draws into 256 cells of equal size (gates into two)."""
        return cls(draws=draws, fine=tuple(_coded(draws, template) for template in draws.templates))

    def cells(self, template: str, count: int) -> Cells:
        """The template's draws in at most ``count`` cells. Raises ValueError when it was not drawn."""
        row = self.draws.templates.index(template)
        values, fine = self.draws.values[row], self.fine[row]
        family = TEMPLATES[template].family
        if family is Family.GATE:
            return Cells(template=template, codes=fine, places=np.array([0.0, 1.0]))
        codes = fine * count // FINE
        return cells_of(template, codes, to_scale(family, values), count)


def cells_of(template: str, codes: Codes, scaled: Floats, count: int) -> Cells:
    """Cells with given codes; each is placed at the mean of its draws on the g scale."""
    sizes = np.bincount(codes, minlength=count)
    places = np.bincount(codes, weights=scaled, minlength=count) / np.maximum(sizes, 1)
    return Cells(template=template, codes=codes, places=places)


def ranked(values: Floats, count: int) -> Codes:
    """Codes of ``count`` cells of (nearly) equal size, by rank; ties by position."""
    codes = np.empty(len(values), dtype=np.intp)
    codes[np.argsort(values, kind="stable")] = np.arange(len(values)) * count // len(values)
    return codes


def _coded(draws: Draws, template: str) -> Codes:
    values = draws.of(template)
    return values.astype(np.intp) if TEMPLATES[template].family is Family.GATE else ranked(values, FINE)
