"""Step 7: what has to be true. The founder may put their own range for an assumption, or take it out with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, override

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assay.engine.inputs import Choice, IdeaInput
from assay.engine.library import TEMPLATES, Template
from assay.engine.types import Family, Range
from assay.modules.validation.forms.step import Hints, StepForm, as_range
from assay.web.forms import RangeField
from assay.web.readings import Said, read_one

# Asked in an earlier step; there is one place for each number.
ASKED_ELSEWHERE = {
    "D3": "problem",
    "D4": "customer",
    "V1": "money",
    "V2": "money",
    "V4": "money",
    "V6": "money",
    "V7": "money",
    "V8": "money",
    "F1": "money",
}
PERCENT_FAMILIES = frozenset({Family.RATE, Family.GATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One assumption on the page: its two fields, or the step in which it is asked."""

    template: Template
    range: forms.BoundField | None
    reason: forms.BoundField | None
    asked_in: str | None


class CheckForm(StepForm):
    title = _("What has to be true")
    lead = _("These are the assumptions your idea stands on, most important first. Correct what you know better.")

    def __init__(self, *args: Any, templates: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = tuple(templates)
        for template in (TEMPLATES[name] for name in templates if name not in ASKED_ELSEWHERE):
            if template.family is not Family.GATE:
                self.fields[f"range_{template.id}"] = _range_field(template)
            self.fields[f"reason_{template.id}"] = forms.CharField(
                max_length=200,
                required=False,
                label=_("Take it out because"),
                help_text=_("Leave empty to keep it."),
            )

    @classmethod
    def of(cls, answers: IdeaInput, hints: Hints, templates: Sequence[str], *, data: QueryDict | None = None) -> Self:
        """The form over the given assumptions, in their order; posted when ``data`` is given."""
        initial = None if data is not None else cls.read(answers)
        return cls(data=data, initial=initial, templates=templates).dressed(answers, hints)

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for choice in answers.choices:
            initial[f"range_{choice.template}"] = as_range(choice.range, scale=1 / _scale(choice.template))
            initial[f"reason_{choice.template}"] = choice.removed_because
        return initial

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        shown = [self._choice(name) for name in self.templates if name not in ASKED_ELSEWHERE]
        others = [choice for choice in answers.choices if choice.template not in self.templates]
        return replace(answers, choices=(*(choice for choice in shown if _says_something(choice)), *others))

    @override
    def said(self) -> tuple[Said, ...]:
        return tuple(
            Said(label=f"{line.template.label}: {said.label}", text=said.text)
            for line in self.lines()
            for field in (line.range, line.reason)
            if field is not None and (said := read_one(field)).text
        )

    def lines(self) -> tuple[Line, ...]:
        """The assumptions in order, with their fields."""
        return tuple(self._line(TEMPLATES[name]) for name in self.templates)

    def _line(self, template: Template) -> Line:
        names = (f"range_{template.id}", f"reason_{template.id}")
        span, reason = (self[name] if name in self.fields else None for name in names)
        return Line(template=template, range=span, reason=reason, asked_in=ASKED_ELSEWHERE.get(template.id))

    def _choice(self, template: str) -> Choice:
        span = self.cleaned_data.get(f"range_{template}")
        return Choice(
            template=template,
            range=as_range(span, scale=_scale(template)),
            removed_because=self.cleaned_data[f"reason_{template}"],
        )


def _range_field(template: Template) -> RangeField:
    if template.family in PERCENT_FAMILIES:
        return RangeField(label=template.question, unit=_("percent"), bounds=(0, 100))
    return RangeField(label=template.question, unit=template.unit)


def _scale(template: str) -> float:
    return 0.01 if TEMPLATES[template].family in PERCENT_FAMILIES else 1.0


def _says_something(choice: Choice) -> bool:
    return isinstance(choice.range, Range) or bool(choice.removed_because)
