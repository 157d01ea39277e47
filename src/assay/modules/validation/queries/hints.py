"""What "don't know" stands for: the default of each range field, with its source."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from assay.engine.beliefs import Prior
from assay.engine.frame import DEFAULT_HOURS_PER_WEEK, DEFAULT_PAID_SHARE, default_wage
from assay.engine.inputs import IdeaInput, Money
from assay.engine.library import TEMPLATES
from assay.engine.posterior import update
from assay.engine.priors import margin_of_cost, prior_for
from assay.engine.registry import SOURCES
from assay.engine.types import Family, Kind
from assay.web import format as fmt
from assay.web.forms import DefaultHint

FIELDS: Mapping[str, str] = {
    "reachable": "D4",
    "spend": "D3",
    "price": "V1",
    "gross_margin": "V2",
    "fixed_cost": "V6",
    "capex": "V7",
    "days_to_cash": "V8",
    "leads": "V4",
    "first_sale_hours": "F1",
}
ENDS = np.array([0.05, 0.95])


def hints_for(answers: IdeaInput) -> dict[str, DefaultHint]:
    """The default behind each range field of the wizard, by field name; only where there is one."""
    bare = without_own_ranges(answers)
    found = {field: _hint(template, bare) for field, template in FIELDS.items()}
    if not any(default.template == "V1" for default in answers.defaults):
        del found["price"]  # a verdict needs the founder's own word on it, or the catalogue's
    found |= _founder(answers) | _following(answers)
    return {"paid_share": _paid_share()} | {field: hint for field, hint in found.items() if hint}


def hints_for_templates(answers: IdeaInput, templates: tuple[str, ...]) -> dict[str, DefaultHint]:
    """The same for the assumptions of the last step, by the names of its fields."""
    bare = replace(without_own_ranges(answers), choices=())
    found = {f"range_{template}": _hint(template, bare) for template in templates}
    return {field: hint for field, hint in found.items() if hint}


def without_own_ranges(answers: IdeaInput) -> IdeaInput:
    """The answers as if the founder had said "don't know" to every range."""
    return replace(
        answers,
        money=Money(currency=answers.money.currency, revenue_model=answers.money.revenue_model),
        customer=replace(answers.customer, reachable=None),
        problem=replace(answers.problem, spend=None, frequency=None, hours_lost=None),
    )


def _following(answers: IdeaInput) -> dict[str, DefaultHint]:
    """Margin and unit cost each follow from the other, at the likely price."""
    money, price = answers.money, answers.money.price
    if price is None or price.likely <= 0:
        return {}
    if money.gross_margin is None and (margin := margin_of_cost(money)) is not None:
        text = fmt.interval(margin.low, margin.high, "share")
        return {"gross_margin": _follows("V2", text, _("follows from what one sale costs you, at the likely price"))}
    if money.gross_margin is not None:
        low, high = money.gross_margin.low, money.gross_margin.high
        source = _("follows from your share, at the likely price")
    elif (prior := prior_for("V2", without_own_ranges(answers))) is not None:
        low, high = _ends(prior)
        source = _("follows from the default share, at the likely price")
    else:
        return {}
    text = fmt.interval(price.likely * (1 - high), price.likely * (1 - low), money.currency)
    return {"unit_cost": _follows("unit_cost", text, source)}


def _follows(name: str, text: str, source: str) -> DefaultHint:
    return DefaultHint(text=text, source=source, kind=Kind.MODEL_OUTPUT, quantity_id=f"default.{name}")


def _founder(answers: IdeaInput) -> dict[str, DefaultHint]:
    """What the frame of a run takes for a founder who says nothing of hours, money and wage."""
    founder, currency = answers.founder, answers.money.currency
    hours, profit = founder.hours_per_week or DEFAULT_HOURS_PER_WEEK, founder.goal.profit
    said = {
        "hours_per_week": fmt.number(DEFAULT_HOURS_PER_WEEK, "hours/week"),
        "cash": _("as much as it takes"),
        "wage": _("half of what an hour earns at your goal"),
    }
    if profit is not None:
        said["wage"] = fmt.number(default_wage(profit, hours), f"{currency}/hour")
    source = SOURCES["assay-authored"].title
    return {
        name: DefaultHint(text=text, source=source, kind=Kind.AUTHORED_DEFAULT, quantity_id=f"default.{name}")
        for name, text in said.items()
    }


def _ends(prior: Prior) -> tuple[float, float]:
    """The middle 90 % of a belief before any evidence."""
    low, high = update(prior, ()).ppf(ENDS)
    return float(low), float(high)


def _paid_share() -> DefaultHint:
    """The share of paid customers that the frame of a run takes when the founder says nothing."""
    return DefaultHint(
        text=fmt.percent(DEFAULT_PAID_SHARE),
        source=SOURCES["assay-authored"].title,
        kind=Kind.AUTHORED_DEFAULT,
        quantity_id="default.paid_share",
    )


def _hint(template_id: str, answers: IdeaInput) -> DefaultHint | None:
    prior = prior_for(template_id, answers)
    if prior is None:
        return None
    template = TEMPLATES[template_id]
    low, high = _ends(prior)
    unit = answers.money.currency if template.is_money else template.unit
    is_share = template.family in {Family.RATE, Family.GATE}
    return DefaultHint(
        text=fmt.interval(low, high, "share" if is_share else unit),
        source=_source(prior),
        kind=prior.origins[0].kind,
        quantity_id=f"default.{template_id}",
    )


def _source(prior: Prior) -> str:
    known = [SOURCES[origin.source_id].title for origin in prior.origins if origin.source_id in SOURCES]
    return known[0] if known else ""
