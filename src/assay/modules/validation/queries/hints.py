"""What "don't know" stands for: the default of each range field, with its source."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assay.engine.beliefs import Prior
from assay.engine.frame import DEFAULT_PAID_SHARE
from assay.engine.inputs import IdeaInput, Money
from assay.engine.library import TEMPLATES
from assay.engine.posterior import update
from assay.engine.priors import prior_for
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
    low, high = update(prior, ()).ppf(ENDS)
    unit = answers.money.currency if template.is_money else template.unit
    is_share = template.family in {Family.RATE, Family.GATE}
    return DefaultHint(
        text=fmt.interval(float(low), float(high), "share" if is_share else unit),
        source=_source(prior),
        kind=prior.origins[0].kind,
        quantity_id=f"default.{template_id}",
    )


def _source(prior: Prior) -> str:
    known = [SOURCES[origin.source_id].title for origin in prior.origins if origin.source_id in SOURCES]
    return known[0] if known else ""
