"""What market, feasibility, scale, finance, risk and go-to-market mean for each kind of business.

Fixed text by archetype, with slots for this idea's own numbers; a slot whose number is not on the sheet drops the
sentence's second half (after the bar).
"""

import re
from types import MappingProxyType

from assay.engine.account.sheet import Sheet
from assay.engine.result import Aspect, Sentence
from assay.engine.types import Archetype

_NAMES = (
    ("market", "Market"),
    ("feasibility", "Feasibility"),
    ("scale", "Scale"),
    ("finance", "Finance"),
    ("risk", "Risk"),
    ("go_to_market", "Go-to-market"),
)
_NEED = "| The goal needs {{q:economics.customers_needed}}; you reach {{q:assumption.D4.posterior}}."
_HOURS = "| Ten times the customers would take {{q:economics.hours_at_ten_times}} of hours."
_LEVEL = "| Fixed cost is {{q:assumption.V6.posterior}}, the deepest cash {{q:economics.min_cash}}."
_A3 = "| That nobody can shut it down alone holds with {{q:assumption.A3.posterior}}."
_F4 = "| That it is allowed holds with {{q:assumption.F4.posterior}}."
_F1 = "| Until something can be sold it takes {{q:assumption.F1.posterior}}."
_CAC = "| A customer costs {{q:assumption.V3.posterior}} and leaves {{q:economics.ltv}}."
_LEADS = "| Interested people: {{q:assumption.V4.posterior}}; of them pay {{q:assumption.D6.posterior}}."

_TEXTS: MappingProxyType[Archetype, tuple[str, ...]] = MappingProxyType(
    {
        Archetype.SUBSCRIPTION: (
            "The market is the number of people with the problem often enough to keep paying." + _NEED,
            "What counts is a first version narrow enough to sell, not the full product." + _F1,
            "Software scales as long as support does not grow with every customer." + _HOURS,
            (
                "Customers lost each month decide what a customer is worth."
                "| Lost: {{q:assumption.D8.posterior}}; a customer leaves {{q:economics.ltv}}."
            ),
            "Platforms and interfaces you build on can close." + _A3,
            "The stream of interested people and their conversion carry everything." + _LEADS,
        ),
        Archetype.COMMERCE: (
            "The market is repeat orders, not first orders." + _NEED,
            "Goods, shipping and returns have to work before advertising starts." + _F1,
            (
                "Margin after shipping and returns has to hold when volumes grow."
                "| Kept of each order: {{q:assumption.V2.posterior}}."
            ),
            (
                "Advertising eats the first order; the second one earns."
                "| A customer costs {{q:assumption.V3.posterior}} and leaves {{q:economics.ltv}}."
            ),
            "Most new shops live from one marketplace or ad network." + _A3,
            "Cost to win an order against what an order leaves is the whole game." + _CAC,
        ),
        Archetype.SERVICES: (
            "A few good clients fill the calendar; the market is who knows and trusts you." + _NEED,
            (
                "Your own hours are the capacity, and only a part of them can be billed."
                "| Hours you can keep up: {{q:assumption.A6.posterior}}."
            ),
            "It scales by price, by helpers or by turning the service into a product." + _HOURS,
            (
                "The rate has to pay for the hours nobody pays."
                "| Left per client after your hours: {{q:economics.unit_contribution}}."
            ),
            "Dependence on yourself and on single clients, and protected professions." + _F4,
            "Referrals and direct contact bring clients; advertising rarely does." + _LEADS,
        ),
        Archetype.MARKETPLACE: (
            "Both sides have to be there at once; count the rarer one." + _NEED,
            "Before software comes proof that both sides meet, by hand." + _F1,
            "Once alive, each side brings the other." + _HOURS,
            (
                "You keep a small share of each order, so volume comes before profit."
                "| Kept of each order: {{q:assumption.V2.posterior}}."
            ),
            "Users who met through you may trade without you." + _A3,
            "Start so narrow that a small number feels alive.| It feels alive from {{q:kernel.liquidity}}.",
        ),
        Archetype.LOCAL: (
            "The market is who passes by and lives near, not the city." + _NEED,
            "Premises, permits and staff decide whether and when you open." + _F4,
            "One place has a ceiling; scale means a second place.| Capacity: {{q:assumption.F6.posterior}}.",
            "Rent and launch cost come before the first sale." + _LEVEL,
            "A bad lease outlives a good idea.| Losing more than you can afford has a chance of {{q:verdict.p_loss}}.",
            "People who come in, and who come back, are the two numbers to count." + _LEADS,
        ),
        Archetype.INVENTORY: (
            "Somebody has to want this product more than the shelf full of others." + _NEED,
            (
                "Supplier, minimum order and quality come first."
                "| That the supplier is there holds with {{q:assumption.F3.posterior}}."
            ),
            "Scale lowers unit cost but ties up cash in stock.| Stock kept: {{q:kernel.stock_months}} of sales.",
            "Cash goes out months before it comes back." + _LEVEL,
            "A batch nobody buys, a supplier who fails, a copy next season." + _A3,
            "Sell a small batch before ordering a large one." + _CAC,
        ),
        Archetype.CONTENT: (
            "The market is attention that comes back, priced by the thousand views." + _NEED,
            "The work is a rhythm you can keep for a year.| Hours you can keep up: {{q:assumption.A6.posterior}}.",
            "An audience scales without you; making the content does not." + _HOURS,
            (
                "Income per thousand views is small until a sponsor pays for who they are."
                "| Price: {{q:assumption.V1.posterior}}."
            ),
            "One platform sends most visitors and can stop." + _A3,
            (
                "Visitors who subscribe are the only ones you keep."
                "| Visits: {{q:assumption.V4.posterior}}; of them subscribe {{q:assumption.D5.posterior}}."
            ),
        ),
    }
)
_SLOT = re.compile(r"\{\{q:([^}]+)\}\}")


def aspects(sheet: Sheet, archetype: Archetype) -> tuple[Aspect, ...]:
    """The six aspects of this kind of business."""
    return tuple(
        Aspect(id=id_, name=name, statement=Sentence(code=f"aspect.{archetype.value}.{id_}", text=_filled(sheet, text)))
        for (id_, name), text in zip(_NAMES, _TEXTS[archetype], strict=True)
    )


def _filled(sheet: Sheet, text: str) -> str:
    first, _, second = text.partition("|")
    is_known = all(sheet.find(found) for found in _SLOT.findall(second))
    return first + second if is_known else first
