"""The plans and their prices: the one place where a price is written down. Stripe is given these, and checked by them.

A price that was ever offered stays, because somebody may still pay it; a changed one is a new key.
"""

from collections.abc import Mapping
from typing import Final

from assay.kernel.money import Currency, Money
from assay.modules.billing.types import Interval, Plan, PlanKey, Price

VERSION: Final = "2026-11"

PLANS: Final[Mapping[PlanKey, Plan]] = {
    PlanKey.FREE: Plan(key=PlanKey.FREE, ideas=20),
    PlanKey.FOUNDER: Plan(key=PlanKey.FOUNDER, ideas=200),
    PlanKey.TEAM: Plan(key=PlanKey.TEAM, ideas=1_000),
}


def _price(plan: PlanKey, interval: Interval, dollars: int) -> Price:
    key = f"assay-{plan}-{interval}-{VERSION}"
    return Price(key=key, plan=plan, interval=interval, amount=Money(100 * dollars, Currency.USD))


PRICES: Final = (
    _price(PlanKey.FOUNDER, Interval.MONTH, 15),
    _price(PlanKey.FOUNDER, Interval.YEAR, 120),
    _price(PlanKey.TEAM, Interval.MONTH, 49),
    _price(PlanKey.TEAM, Interval.YEAR, 490),
)


def find_price(key: str) -> Price | None:
    """Return the price of that key, offered or not."""
    return next((price for price in PRICES if price.key == key), None)


def offered() -> tuple[Price, ...]:
    """Return what can be bought now."""
    return tuple(price for price in PRICES if price.is_offered)
