"""Step 3: the problem, and what is known of it already."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.engine.inputs import IdeaInput, Problem, ProblemCategory
from assay.modules.validation.forms.choices import PROBLEMS
from assay.modules.validation.forms.step import StepForm, as_range
from assay.web.forms import RangeField


class ProblemForm(StepForm):
    money_units = MappingProxyType({"spend": _("a month")})
    title = _("Their problem")
    lead = _("What hurts, how often, and what it costs them today. “Don't know” is a good answer: it becomes a test.")

    category = forms.ChoiceField(choices=PROBLEMS, required=False, label=_("What is it mostly about?"))
    workaround = forms.CharField(
        max_length=240,
        required=False,
        label=_("How do they cope today?"),
        help_text=_("A spreadsheet, an agency, nothing…"),
    )
    frequency = RangeField(
        label=_("How often does it happen?"),
        unit=_("times a month"),
        help_text=_("For the report; it changes no number."),
    )
    spend = RangeField(label=_("What do they spend on it now?"), unit=_("a month"))
    hours_lost = RangeField(
        label=_("How much time does it cost them?"),
        unit=_("hours a month"),
        help_text=_("For the report; it changes no number."),
    )
    asked = forms.IntegerField(
        min_value=0, max_value=100_000, required=False, label=_("How many of them have you asked about it?")
    )
    acted = forms.IntegerField(
        min_value=0,
        max_value=100_000,
        required=False,
        label=_("How many of those did something about it in the last 90 days?"),
        help_text=_("Did, not “would”: searched, paid, built a workaround."),
    )

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        problem = answers.problem
        return {name: getattr(problem, name) for name in cls.base_fields}

    @override
    def clean(self) -> dict[str, Any]:
        posted = super().clean() or {}
        asked, acted = posted.get("asked"), posted.get("acted")
        if acted is not None and acted > (asked or 0):
            self.add_error("acted", _("This can't be more than the people you asked."))
        return posted

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        posted = self.cleaned_data
        problem = Problem(
            category=ProblemCategory(posted["category"]) if posted["category"] else None,
            workaround=posted["workaround"],
            frequency=as_range(posted["frequency"]),
            spend=as_range(posted["spend"]),
            hours_lost=as_range(posted["hours_lost"]),
            asked=posted["asked"],
            acted=posted["acted"],
        )
        return replace(answers, problem=problem)
