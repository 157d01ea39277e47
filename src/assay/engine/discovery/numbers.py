"""Every number of a discovery as a Quantity with its kind and source, noted down once under its id."""

from assay.engine.discovery.catalogue import Entry, Span
from assay.engine.discovery.words import Criterion
from assay.engine.types import Kind, Quantity, Tier

FIT_SOURCE = "assay-discovery"
PROFILE_SOURCE = "founder:profile"


class Notebook:
    """Collects the quantities of one result; the same id noted twice is the same number."""

    def __init__(self, *, per_dollar: float, currency: str) -> None:
        self._noted: dict[str, Quantity] = {}
        self._per_dollar = per_dollar
        self._currency = currency

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All of them, in the order of their ids."""
        return tuple(self._noted[key] for key in sorted(self._noted))

    def note(self, quantity: Quantity) -> Quantity:
        """Keep a quantity and hand it back. Raises ValueError when its id already means another number."""
        if self._noted.setdefault(quantity.id, quantity) != quantity:
            raise ValueError(f"two numbers under the id {quantity.id}")
        return quantity

    def output(self, key: str, label: str, value: float, *, formula: str, inputs: tuple[str, ...]) -> Quantity:
        """A share or score that discovery computed."""
        return self.note(
            Quantity(
                id=f"discovery.{key}",
                label=label,
                unit="share",
                kind=Kind.MODEL_OUTPUT,
                source_id=FIT_SOURCE,
                value=value,
                formula_id=formula,
                inputs=inputs,
            )
        )

    def count(self, key: str, label: str, value: float) -> Quantity:
        """A number of entries."""
        quantity = Quantity(
            id=f"discovery.{key}",
            label=label,
            unit="entries",
            kind=Kind.MODEL_OUTPUT,
            source_id=FIT_SOURCE,
            value=value,
            formula_id="discovery.count",
        )
        return self.note(quantity)

    def stated(self, key: str, label: str, value: float, *, unit: str) -> Quantity:
        """What the founder said in the profile; ``value`` in dollars when the unit is money."""
        quantity = Quantity(
            id=f"profile.{key}",
            label=label,
            unit=self._unit(unit),
            kind=Kind.FOUNDER_INPUT,
            source_id=PROFILE_SOURCE,
            value=self._converted(value, unit),
        )
        return self.note(quantity)

    def span(self, entry: Entry, name: str, label: str, span: Span, *, unit: str) -> Quantity:
        """A catalogue default: its 10, 50 and 90 % quantiles stand under p05, p50 and p95, and the label says so."""
        quantity = Quantity(
            id=f"catalogue.{entry.id}.{name}",
            label=label,
            unit=self._unit(unit),
            kind=Kind.AUTHORED_DEFAULT if span.tier is Tier.D else Kind.CITED_BENCHMARK,
            source_id=f"assay-catalogue:{entry.id}",
            p05=self._converted(span.q10, unit),
            p50=self._converted(span.q50, unit),
            p95=self._converted(span.q90, unit),
            as_of=entry.as_of,
        )
        return self.note(quantity)

    def default(self, entry: Entry, name: str, label: str, value: float, *, unit: str) -> Quantity:
        """A single catalogue number, or one of the test library; ours either way."""
        quantity = Quantity(
            id=f"catalogue.{entry.id}.{name}",
            label=label,
            unit=self._unit(unit),
            kind=Kind.AUTHORED_DEFAULT,
            source_id=f"assay-catalogue:{entry.id}",
            value=self._converted(value, unit),
            as_of=entry.as_of,
        )
        return self.note(quantity)

    def _unit(self, unit: str) -> str:
        return self._currency if unit == "money" else unit

    def _converted(self, value: float, unit: str) -> float:
        return value * self._per_dollar if unit == "money" else value


LABELS = {
    Criterion.SKILLS: "Your skills",
    Criterion.DOMAIN: "Your years in the trade",
    Criterion.ACCESS: "Customers you can reach",
    Criterion.INCOME: "Chance of the income you want",
    Criterion.SPEED: "Time to the first income",
    Criterion.INTEREST: "Your interests",
    Criterion.CAPITAL: "Room in your budget",
    Criterion.TIME: "Room in your week",
    Criterion.RISK: "Match with your appetite for risk",
    Criterion.STYLE: "Match with your way of working",
    Criterion.SCALE: "What you want it to become",
}

# What each contribution is made of: the profile's answers and the entry's fields.
INPUTS = {
    Criterion.SKILLS: ("profile.skills", "catalogue.{id}.skills"),
    Criterion.DOMAIN: ("profile.experience", "catalogue.{id}.domain"),
    Criterion.ACCESS: ("profile.networks", "catalogue.{id}.reach"),
    Criterion.INCOME: ("profile.income", "profile.hours", "catalogue.{id}.figures"),
    Criterion.SPEED: ("catalogue.{id}.months",),
    Criterion.INTEREST: ("profile.interests", "catalogue.{id}.text"),
    Criterion.CAPITAL: ("profile.cash", "catalogue.{id}.capex"),
    Criterion.TIME: ("profile.hours", "catalogue.{id}.hours"),
    Criterion.RISK: ("profile.risk", "catalogue.{id}.risk"),
    Criterion.STYLE: ("profile.work_styles", "catalogue.{id}.styles"),
    Criterion.SCALE: ("profile.ambition", "catalogue.{id}.character"),
}
