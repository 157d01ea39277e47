"""The sheet on which every number of a result is entered once, with its unit and where it comes from."""

from dataclasses import dataclass, field, replace

import numpy as np

from assay.engine.types import Floats, Kind, Posterior, Quantity
from assay.engine.version import ENGINE_VERSION

ENGINE = f"engine:{ENGINE_VERSION}"
AUTHORED = "assay-authored"
_DIGITS = 12


def rounded(value: float) -> float:
    """Twelve significant digits: what two machines agree on. Negative zero becomes zero."""
    return float(f"{value:.{_DIGITS}g}") + 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where a number comes from."""

    kind: Kind = Kind.MODEL_OUTPUT
    source_id: str = ENGINE
    formula_id: str | None = None
    inputs: tuple[str, ...] = ()


def formula(name: str, *inputs: str) -> Trace:
    """A model output by a named rule of the specification."""
    return Trace(formula_id=name, inputs=inputs)


FOUNDER = Trace(kind=Kind.FOUNDER_INPUT, source_id="founder:wizard")
OURS = Trace(kind=Kind.AUTHORED_DEFAULT, source_id=AUTHORED)


@dataclass(slots=True)
class Sheet:
    """Quantities in the order they were entered; an id stands once."""

    currency: str
    _entries: dict[str, Quantity] = field(default_factory=dict)

    def number(self, id_: str, value: float, *, label: str, unit: str, trace: Trace) -> Quantity:
        """Enter one value. Raises ValueError when the id is taken or the value is not finite."""
        return self._enter(replace(self._blank(id_, label, unit, trace), value=self._finite(id_, value)))

    def spread(self, id_: str, draws: Floats, *, label: str, unit: str, trace: Trace) -> Quantity:
        """Enter the p05, p50 and p95 of some draws; the nearest draw below, so that "never" stays "never"."""
        low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95], method="inverted_cdf")
        return self.interval(id_, (float(low), float(middle), float(high)), label=label, unit=unit, trace=trace)

    def belief(self, id_: str, posterior: Posterior, *, label: str, unit: str, trace: Trace) -> Quantity:
        """Enter the p05, p50 and p95 of a belief."""
        low, middle, high = (float(point) for point in posterior.ppf(np.array([0.05, 0.5, 0.95])))
        return self.interval(id_, (low, middle, high), label=label, unit=unit, trace=trace)

    def interval(
        self, id_: str, points: tuple[float, float, float], *, label: str, unit: str, trace: Trace
    ) -> Quantity:
        """Enter p05, p50 and p95. Raises ValueError when the id is taken or a point is not finite."""
        low, middle, high = (self._finite(id_, point) for point in points)
        return self._enter(replace(self._blank(id_, label, unit, trace), p05=low, p50=middle, p95=high))

    def money(self, per: str = "") -> str:
        """The unit of money, with what it is counted per."""
        return f"{self.currency}/{per}" if per else self.currency

    def unit(self, library_unit: str) -> str:
        """A library unit with its money in the idea's currency."""
        return library_unit.replace("money", self.currency)

    def find(self, id_: str) -> Quantity | None:
        """The quantity of that id, or None."""
        return self._entries.get(id_)

    @property
    def entries(self) -> tuple[Quantity, ...]:
        """All quantities in order."""
        return tuple(self._entries.values())

    def _enter(self, quantity: Quantity) -> Quantity:
        if quantity.id in self._entries:
            raise ValueError(f"{quantity.id} is entered twice")
        self._entries[quantity.id] = quantity
        return quantity

    @staticmethod
    def _finite(id_: str, value: float) -> float:
        if not np.isfinite(value):
            raise ValueError(f"{id_} is not a number that can be shown: {value}")
        return rounded(float(value))

    @staticmethod
    def _blank(id_: str, label: str, unit: str, trace: Trace) -> Quantity:
        return Quantity(
            id=id_,
            label=label,
            unit=unit,
            kind=trace.kind,
            source_id=trace.source_id,
            formula_id=trace.formula_id,
            inputs=trace.inputs,
        )


def slot(quantity_id: str) -> str:
    """The place of a number in a sentence."""
    return "{{q:" + quantity_id + "}}"
