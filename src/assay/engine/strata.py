"""Draws sorted into quantile cells of one input: the device behind drivers, flip points and value of information."""

from dataclasses import dataclass, field
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
    sizes: Floats  # draws in each cell
    half: Floats  # 1 for the draws of one random half, else 0; neighbours in value lie in different halves

    @property
    def count(self) -> int:
        """How many cells."""
        return len(self.places)

    def totals(self, values: Floats) -> Floats:
        """Sum of ``values`` in each cell, shape (cells,)."""
        return np.bincount(self.codes, weights=values, minlength=self.count)

    def means(self, values: Floats) -> Floats:
        """Mean of ``values`` in each cell; 0 in an empty one."""
        return np.asarray(self.totals(values) / np.maximum(self.sizes, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strata:
    """The fine cells of every template of a set of draws, sorted once."""

    draws: Draws
    fine: tuple[Codes, ...]
    halves: tuple[Floats, ...]
    _kept: dict[tuple[str, int], Cells] = field(default_factory=dict, repr=False, compare=False)  # a cache

    @classmethod
    def of(cls, draws: Draws, *, seed: int) -> Self:
        """Sort each template's draws into 256 cells of equal size (gates into two), and halve them at random."""
        coin = np.random.default_rng([seed, 1]).integers(0, 2, size=(len(draws.templates), (draws.count + 1) // 2))
        orders = [np.argsort(row, kind="stable") for row in draws.values]
        return cls(
            draws=draws,
            fine=tuple(_coded(draws, template, order) for template, order in zip(draws.templates, orders, strict=True)),
            halves=tuple(halved(order, flips) for order, flips in zip(orders, coin, strict=True)),
        )

    def cells(self, template: str, count: int) -> Cells:
        """The template's draws in at most ``count`` cells. Raises ValueError when it was not drawn."""
        if (template, count) not in self._kept:
            self._kept[template, count] = self._cut(template, count)
        return self._kept[template, count]

    def _cut(self, template: str, count: int) -> Cells:
        row = self.draws.templates.index(template)
        values, fine, half = self.draws.values[row], self.fine[row], self.halves[row]
        family = TEMPLATES[template].family
        if family is Family.GATE:
            sizes = np.bincount(fine, minlength=2).astype(np.float64)
            return Cells(template=template, codes=fine, places=np.array([0.0, 1.0]), sizes=sizes, half=half)
        codes = fine * count // FINE
        sizes = np.bincount(codes, minlength=count).astype(np.float64)
        places = np.bincount(codes, weights=to_scale(family, values), minlength=count) / np.maximum(sizes, 1)
        return Cells(template=template, codes=codes, places=places, sizes=sizes, half=half)


def coded(order: Codes, count: int) -> Codes:
    """Codes of ``count`` cells of (nearly) equal size from the sorting order."""
    codes = np.empty(len(order), dtype=np.intp)
    codes[order] = np.arange(len(order)) * count // len(order)
    return codes


def halved(order: Codes, flips: Codes) -> Floats:
    """Each pair of neighbours in value is torn apart by one flip of a coin, so that both halves look alike."""
    half = np.empty(len(order))
    half[order[0::2]] = flips
    half[order[1::2]] = 1.0 - flips[: len(order) // 2]
    return half


def _coded(draws: Draws, template: str, order: Codes) -> Codes:
    is_gate = TEMPLATES[template].family is Family.GATE
    return draws.of(template).astype(np.intp) if is_gate else coded(order, FINE)
