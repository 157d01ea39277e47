"""The seven business shapes: which terms of the one kernel each switches on, with the constants we authored.

Every constant here is an authored default (tier D) and appears as such in the quantity table of a result.
"""

from dataclasses import dataclass
from types import MappingProxyType

from assay.engine.types import Archetype

WEEKS_PER_MONTH = 52 / 12
HORIZON = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one month's units arise: ``active · N_t + visit · visits_t``; N are the customers who buy in that month.

    Orders of a shop follow the same line: of last month's buyers a share 1 − D8 buys again, new ones join.
    """

    demand: str = "D6"  # the rate that turns an interested person into a customer
    active: float = 1.0  # units per customer and month; hours (V10) where hours are sold
    visit: float = 0.0  # units per visit
    sells_hours: bool = False  # units are hours, the founder's hours are the capacity
    has_capacity: bool = False  # F6 limits units per week
    utilisation: float = 1.0  # billable share of the hours
    stock_months: float = 0.0  # months of sales kept as stock: lead time and safety
    minimum_order: float = 0.0  # units in the first batch
    liquidity: float = 0.0  # customers at which a marketplace stops feeling empty
    supply_factor: float = 1.0  # acquisition cost of both sides, as a multiple of the buyer's
    serves_each: bool = True  # V10 counts: the founder's hours per customer and month


SHAPES: MappingProxyType[Archetype, Shape] = MappingProxyType(
    {
        Archetype.SUBSCRIPTION: Shape(),
        Archetype.COMMERCE: Shape(),
        Archetype.SERVICES: Shape(sells_hours=True, utilisation=0.75),
        Archetype.MARKETPLACE: Shape(liquidity=50.0, supply_factor=1.25),
        Archetype.LOCAL: Shape(has_capacity=True),
        Archetype.INVENTORY: Shape(has_capacity=True, stock_months=2.5, minimum_order=50.0),
        Archetype.CONTENT: Shape(demand="D5", active=4.0 / 1000, visit=1.0 / 1000, serves_each=False),
    }
)

LIQUIDITY_FLOOR = 0.3  # share of normal conversion in an empty marketplace
RUNNING_SHARE = 0.25  # share of the founder's hours that running and selling take once launched
WIND_DOWN_MONTHS = 3.0  # months of fixed cost after a gate turns out shut
DISCOUNT = 0.15  # per year
LTV_MONTHS = 60
