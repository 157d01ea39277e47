"""Steps 5 and 6: the money, and the founder with their goal."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.engine.inputs import Goal, GoalType, IdeaInput, Money, RevenueModel
from assay.engine.types import Range, Risk
from assay.modules.validation.forms.choices import GOALS, MONTHS, REVENUE_MODELS, RISKS
from assay.modules.validation.forms.step import StepForm, as_range
from assay.web.forms import ChoiceCards, DefaultedNumber, RangeField, TagsField
from assay.web.places import currencies

PERCENT = 0.01


class MoneyForm(StepForm):
    money_units = MappingProxyType({"price": "", "unit_cost": "", "fixed_cost": _("a month"), "capex": ""})
    title = _("The money")
    lead = _("Low, likely and high: you should be surprised only one time in ten by something outside.")

    currency = forms.ChoiceField(choices=currencies, label=_("Currency"), help_text=_("One for the whole idea."))
    revenue_model = forms.ChoiceField(choices=REVENUE_MODELS, required=False, label=_("How do you earn?"))
    price = RangeField(
        label=_("Price"),
        help_text=_(
            "Per customer and month, per order, or per hour – as your kind of business counts. A verdict needs it."
        ),
    )
    gross_margin = RangeField(
        label=_("What is left of the price after direct costs?"), bounds=(0, 100), unit=_("percent")
    )
    unit_cost = RangeField(
        label=_("Or what one sale costs you directly"),
        help_text=_(
            "Materials, fees, bought hours. The share above or this is enough; where you give both, that counts."
        ),
    )
    fixed_cost = RangeField(label=_("Fixed costs"), unit=_("a month"))
    capex = RangeField(label=_("To spend before the first sale"))
    first_sale_hours = RangeField(label=_("Your hours until something can be sold"), unit=_("hours"))
    leads = RangeField(
        label=_("Interested people per month, once it runs"),
        help_text=_("Visitors, walk-ins or contacts who take a look."),
        unit=_("a month"),
    )
    paid_share = RangeField(
        label=_("How many of the customers will come through paid advertising?"),
        bounds=(0, 100),
        unit=_("percent"),
    )
    days_to_cash = RangeField(label=_("Days from delivery to money in the bank"), unit=_("days"))

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        money = answers.money
        initial = {name: getattr(money, name) for name in cls.base_fields}
        return initial | {"gross_margin": _percent(money.gross_margin), "paid_share": _percent(money.paid_share)}

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        posted = self.cleaned_data
        money = Money(
            currency=posted["currency"],
            revenue_model=RevenueModel(posted["revenue_model"]) if posted["revenue_model"] else None,
            price=as_range(posted["price"]),
            gross_margin=as_range(posted["gross_margin"], scale=PERCENT),
            unit_cost=as_range(posted["unit_cost"]),
            fixed_cost=as_range(posted["fixed_cost"]),
            capex=as_range(posted["capex"]),
            first_sale_hours=as_range(posted["first_sale_hours"]),
            paid_share=as_range(posted["paid_share"], scale=PERCENT),
            leads=as_range(posted["leads"]),
            days_to_cash=as_range(posted["days_to_cash"]),
        )
        return replace(answers, money=money)


class GoalForm(StepForm):
    title = _("You and your goal")
    lead = _("A verdict needs to know what you want and what you can afford to lose.")

    goal_type = forms.ChoiceField(choices=GOALS, label=_("What is it for?"), initial=GoalType.INCOME)
    goal_profit = forms.FloatField(
        min_value=0,
        max_value=1e9,
        required=False,
        label=_("Profit you want per month"),
        help_text=_("What is left for you after all costs, in the idea's currency. A verdict needs it."),
    )
    goal_month = forms.TypedChoiceField(choices=MONTHS, coerce=int, initial="24", label=_("By when?"))
    affordable_loss = forms.FloatField(
        min_value=0,
        max_value=1e9,
        required=False,
        label=_("The most you can afford to lose"),
        help_text=_("Money you would not miss if all of it were gone. A verdict needs it."),
    )
    cash = forms.FloatField(
        min_value=0, max_value=1e9, required=False, label=_("Money you can put in"), widget=DefaultedNumber
    )
    hours_per_week = forms.FloatField(
        min_value=0, max_value=100, required=False, label=_("Hours a week you can give"), widget=DefaultedNumber
    )
    wage = forms.FloatField(
        min_value=0,
        max_value=10_000,
        required=False,
        label=_("What is an hour of yours worth?"),
        help_text=_("The pay below which you would rather do something else."),
        widget=DefaultedNumber,
    )
    risk = forms.ChoiceField(choices=RISKS, widget=ChoiceCards, initial=Risk.BALANCED, label=_("How bold are you?"))
    skills = TagsField(
        max_length=400, required=False, label=_("Skills you bring"), help_text=_("Separate with commas.")
    )
    holds_licence = forms.NullBooleanField(
        required=False,
        label=_("Do you hold the licence or permit it needs?"),
        widget=forms.Select(
            choices=[("unknown", _("None needed, or not sure")), ("true", _("Yes")), ("false", _("No"))]
        ),
    )

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        founder = answers.founder
        return {
            "goal_type": founder.goal.type,
            "goal_profit": founder.goal.profit,
            "goal_month": founder.goal.month,
            "affordable_loss": founder.affordable_loss,
            "cash": founder.cash,
            "hours_per_week": founder.hours_per_week,
            "wage": founder.wage,
            "risk": founder.risk,
            "skills": founder.skills,
            "holds_licence": founder.holds_licence,
        }

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        posted = self.cleaned_data
        founder = replace(
            answers.founder,
            hours_per_week=posted["hours_per_week"],
            cash=posted["cash"],
            affordable_loss=posted["affordable_loss"],
            wage=posted["wage"],
            goal=Goal(type=GoalType(posted["goal_type"]), profit=posted["goal_profit"], month=posted["goal_month"]),
            risk=Risk(posted["risk"]),
            skills=posted["skills"][:20],
            holds_licence=posted["holds_licence"],
        )
        return replace(answers, founder=founder)


def _percent(share: Range | None) -> Range | None:
    return as_range(share, scale=100)
