"""The prior of every assumption of an idea: registry, catalogue entry and the founder's own answers together."""

from dataclasses import replace

from assay.engine import library
from assay.engine.beliefs import Origin, Prior, normal
from assay.engine.inputs import Choice, Default, IdeaInput, Money
from assay.engine.intervals import (
    PPP_EXPONENT,
    from_benchmark,
    from_range,
    pool,
    pool_with_founder,
    scaled,
)
from assay.engine.library import Template
from assay.engine.posterior import update
from assay.engine.registry import Benchmark, Transfer, defaults_for, money_scale
from assay.engine.types import Kind, Range, Record, Recruitment

_WIZARD = "founder:wizard"
_CHOICE = "founder:choice"
_ASKED = "founder:asked"
_CATALOGUE = "assay-catalogue"
_SMALLEST_MARGIN = 0.01
_LICENCE_HELD = Range(low=0.9, likely=0.97, high=0.995)  # held today; it can still lapse or turn out too narrow


def prior_for(template_id: str, idea: IdeaInput, *, ppp_ratio: float = 1.0) -> Prior | None:
    """What is believed about ``template_id`` before any evidence, or None when the archetype has no such assumption.

    Order (product-core 5.6): the catalogue entry's interval replaces the registry's; the founder's range is pooled
    with it at 0.4 : 0.6, except where the founder sets or looks up the number (price, fixed cost, launch cost, hours):
    there it stands alone. ``ppp_ratio`` is income per head at purchasing power in the idea's country over the
    reference country's (United States = 1); it moves price defaults only.
    """
    template = library.TEMPLATES[template_id]
    default = _default(template, idea, ppp_ratio=ppp_ratio)
    founder = _stated(template, idea)
    if founder is None or default is None:
        prior = founder or default
    else:
        prior = founder if template.founder_sets else pool_with_founder(founder, default)
    if template_id == "D1" and prior is not None:
        return _with_answers(prior, idea)
    return prior


def removed(idea: IdeaInput) -> frozenset[str]:
    """Templates the founder has taken out, with a reason, in step 7 of the wizard."""
    return frozenset(choice.template for choice in idea.choices if choice.removed_because)


def _default(template: Template, idea: IdeaInput, *, ppp_ratio: float) -> Prior | None:
    brought = next((default for default in idea.defaults if default.template == template.id), None)
    if brought:
        return from_benchmark(_as_benchmark(brought, template))
    benchmarks = defaults_for(template.id, idea.archetype)
    if not benchmarks:
        return None
    priors = tuple(from_benchmark(benchmark) for benchmark in benchmarks)
    prior = priors[0] if len(priors) == 1 else pool(priors, weights=(1.0,) * len(priors))
    if not template.is_money:
        return prior
    money = money_scale(idea.money.currency)
    level = ppp_ratio**PPP_EXPONENT if template.id == "V1" else 1.0
    return scaled(prior, factor=money.per_dollar * level, spread=money.spread)


def _as_benchmark(default: Default, template: Template) -> Benchmark:
    return Benchmark(
        id=f"catalogue-{template.id}",
        template=template.id,
        archetypes=(),
        q10=default.q10,
        q90=default.q90,
        unit=template.unit,
        population="catalogue entry",
        year=0,
        tier=default.tier,
        source_id=default.source_id or _CATALOGUE,
        licence="",
        transfer=Transfer.SAME_SEGMENT,
    )


def _stated(template: Template, idea: IdeaInput) -> Prior | None:
    chosen = next((choice.range for choice in idea.choices if _chooses(choice, template)), None)
    stated = chosen or _from_wizard(template.id, idea)
    if stated is None:
        return None
    source = _CHOICE if chosen else _WIZARD
    return from_range(stated, template.family, stretch=idea.founder.stretch, source_id=f"{source}:{template.id}")


def _chooses(choice: Choice, template: Template) -> bool:
    return choice.template == template.id and choice.range is not None


def _from_wizard(template_id: str, idea: IdeaInput) -> Range | None:
    money = idea.money
    fields = {
        "V1": money.price,
        "V2": money.gross_margin or margin_of_cost(money),
        "V4": money.leads,
        "V6": money.fixed_cost,
        "V7": money.capex,
        "V8": money.days_to_cash,
        "F1": money.first_sale_hours,
        "D3": idea.problem.spend,
        "D4": idea.customer.reachable,
        "A6": _hours(idea.founder.hours_per_week),
        "F4": _LICENCE_HELD if idea.founder.holds_licence else None,
    }
    return fields.get(template_id)


def margin_of_cost(money: Money) -> Range | None:
    """Margin from unit cost at the likely price; a price below cost is held at the smallest margin."""
    cost, price = money.unit_cost, money.price
    if cost is None or price is None or price.likely <= 0:
        return None
    low, likely, high = (max(1 - each / price.likely, _SMALLEST_MARGIN) for each in (cost.high, cost.likely, cost.low))
    return Range(low=low, likely=likely, high=high)


def _hours(per_week: float | None) -> Range | None:
    """Plans for the week shrink more often than they grow: 0.7 to 1.15 of the stated hours (authored)."""
    return Range(low=0.7 * per_week, likely=per_week, high=1.15 * per_week) if per_week else None


def _with_answers(prior: Prior, idea: IdeaInput) -> Prior:
    """Fold in "how many did you ask, how many acted" of step 3.

    It is not in the ledger, nobody wrote a rule before asking, and founders ask people they know. So it counts as the
    weakest kind of interview (X01, warm, no rule) and stays the founder's input, by the share of doubt it removes.
    """
    asked, acted = idea.problem.asked, idea.problem.acted
    if not asked or acted is None:
        return prior
    answers = Record(id=_ASKED, type="X01", template="D1", k=acted, n=asked, recruitment=Recruitment.WARM)
    posterior = update(prior, (answers,))
    share = posterior.evidence_share
    origins = (
        *(replace(origin, share=origin.share * (1 - share)) for origin in prior.origins),
        Origin(kind=Kind.FOUNDER_INPUT, source_id=_ASKED, share=share),
    )
    return normal(prior.family, mean=posterior.scale_mean, sd=posterior.scale_sd, origins=origins)


__all__ = [
    "from_benchmark",
    "from_range",
    "margin_of_cost",
    "pool",
    "pool_with_founder",
    "prior_for",
    "removed",
    "scaled",
]
