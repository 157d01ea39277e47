"""What the design page shows: one of everything, with invented but plausible content."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.web import showcase_charts
from assay.web.forms import ChoiceCards, DefaultHint, MultipleChoiceCards, RangeField, SliderInput, TagsField
from assay.web.icons import ICONS
from assay.web.words import KINDS, VERDICTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A quantity of the shape the engine gives."""

    id: str
    label: str
    unit: str
    kind: str
    source_id: str = ""
    value: float | None = None
    p05: float | None = None
    p50: float | None = None
    p95: float | None = None
    as_of: str | None = None


MIX = {"logged_evidence": 0.34, "cited_benchmark": 0.21, "founder_input": 0.12, "authored_default": 0.33}
P_GOAL = Sample(
    id="p_goal", label=str(_("Chance of reaching the goal")), unit="share", kind="model_output", value=0.41,
    p05=0.22, p95=0.58, source_id="run 7 · engine 1.0",
)  # fmt: skip
PRICE = Sample(
    id="V1", label=str(_("Price")), unit="EUR/month", kind="founder_input", p05=24, p50=29, p95=39,
    source_id="wizard · money",
)  # fmt: skip
CHURN = Sample(
    id="D8", label=str(_("Customers lost a month")), unit="share", kind="cited_benchmark", p05=0.021, p50=0.038,
    p95=0.067, source_id="registry · churn, small B2B", as_of="2025",
)  # fmt: skip
LEADS = Sample(
    id="V4", label=str(_("Leads a month")), unit="count", kind="authored_default", p05=40, p50=120, p95=360,
    source_id="defaults v1 · tier D",
)  # fmt: skip
PAYS = Sample(
    id="D6", label=str(_("Leads that pay")), unit="share", kind="logged_evidence", p05=0.018, p50=0.031, p95=0.048,
    source_id="ledger rows 3, 5", as_of="2026-11-02",
)  # fmt: skip


class SampleForm(forms.Form):
    """Every kind of field once."""

    name = forms.CharField(label=_("Name of the idea"), max_length=80)
    sentence = forms.CharField(
        label=_("In one sentence"), help_text=_("Who gets what, so that which trouble ends."), widget=forms.Textarea,
        required=False,
    )  # fmt: skip
    price = RangeField(
        label=_("Price a customer pays a month"),
        help_text=_("A range you would be surprised to miss nine times in ten."),
        unit="EUR",
        hint=DefaultHint(text="19–49 EUR", source=str(_("our default for small teams")), quantity_id="V1"),
    )
    archetype = forms.ChoiceField(
        label=_("What kind of business is it?"), widget=ChoiceCards,
        choices=[("subscription", _("Subscription software")), ("services", _("Services")), ("local", _("A place"))],
    )  # fmt: skip
    places = forms.MultipleChoiceField(
        label=_("Where can you reach them?"), widget=MultipleChoiceCards, required=False,
        choices=[("fairs", _("Trade fairs")), ("forums", _("Forums")), ("phone", _("By phone"))],
    )  # fmt: skip
    hours = forms.IntegerField(
        label=_("Hours a week"), widget=SliderInput(attrs={"min": 0, "max": 60}), initial=20, required=False
    )
    skills = TagsField(label=_("Skills"), required=False, initial=("Python", "Sales"))
    country = forms.ChoiceField(label=_("Country"), choices=[("", "–"), ("DE", _("Germany")), ("PT", _("Portugal"))])
    licence = forms.BooleanField(label=_("I hold the licence this needs"), required=False)


def context() -> dict[str, Any]:
    """Everything the design page needs."""
    wrong = SampleForm(
        data={"wrong-price_low": "30", "wrong-price_likely": "20", "wrong-price_high": "10"}, prefix="wrong"
    )
    return {
        "verdicts": VERDICTS.values(),
        "kinds": KINDS.values(),
        "icons": sorted(ICONS),
        "mix": MIX,
        "p_goal": P_GOAL,
        "quantities": [PRICE, CHURN, LEADS, PAYS],
        "form": SampleForm(),
        "wrong": wrong,
        "charts": showcase_charts.figures(),
    }
