"""Step 4: the offer, what people do instead, and whom it depends on."""

from dataclasses import replace
from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.engine.inputs import (
    Advantage,
    Alternative,
    AlternativeKind,
    Dependency,
    DependencyKind,
    IdeaInput,
    Offer,
)
from assay.modules.validation.forms.choices import ADVANTAGES, ALTERNATIVES, DEPENDENCIES
from assay.modules.validation.forms.step import StepForm
from assay.web.forms import MultipleChoiceCards
from assay.web.readings import Said, read_off

MAX_ALTERNATIVES = 8
MAX_DEPENDENCIES = 6
BLANK_ROWS = 2


class AlternativeForm(forms.Form):
    name = forms.CharField(max_length=80, required=False, label=_("Name"))
    kind = forms.ChoiceField(choices=ALTERNATIVES, required=False, label=_("Kind"), initial=AlternativeKind.COMPETITOR)
    price = forms.FloatField(min_value=0, max_value=1e9, required=False, label=_("Price"))
    is_seen = forms.BooleanField(required=False, label=_("I looked at it myself"))
    link = forms.URLField(max_length=300, required=False, label=_("Link"), assume_scheme="https")

    @override
    def clean(self) -> dict[str, Any]:
        posted = super().clean() or {}
        if not posted.get("name") and (posted.get("price") is not None or posted.get("link")):
            self.add_error("name", _("Name it, or empty the row."))
        return posted


class DependencyForm(forms.Form):
    kind = forms.ChoiceField(choices=DEPENDENCIES, required=False, label=_("Kind"), initial=DependencyKind.PLATFORM)
    name = forms.CharField(max_length=80, required=False, label=_("Who?"))


class OfferForm(StepForm):
    title = _("Your offer and what they use instead")
    lead = _(
        "There is always an alternative, if only doing nothing. Name what you know; mark what you looked at yourself."
    )

    solution = forms.CharField(
        max_length=400,
        required=False,
        label=_("What do you offer?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    advantages = forms.MultipleChoiceField(
        choices=ADVANTAGES, required=False, label=_("What is better about it?"), widget=MultipleChoiceCards
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.initial if not self.is_bound else {}
        data = self.data if self.is_bound else None
        self.alternatives = _rows(AlternativeForm, "alternatives", MAX_ALTERNATIVES)(
            data, initial=rows.get("alternatives"), prefix="alternatives"
        )
        self.dependencies = _rows(DependencyForm, "dependencies", MAX_DEPENDENCIES)(
            data, initial=rows.get("dependencies"), prefix="dependencies"
        )

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        offer = answers.offer
        return {
            "solution": offer.solution,
            "advantages": list(offer.advantages),
            "alternatives": [
                {"name": a.name, "kind": a.kind, "price": a.price, "is_seen": a.is_seen, "link": a.link}
                for a in offer.alternatives
            ],
            "dependencies": [{"kind": d.kind, "name": d.name} for d in offer.dependencies],
        }

    @override
    def said(self) -> tuple[Said, ...]:
        rows = [
            Said(label=str(title), text=", ".join(filter(None, (said.text for said in read_off(row)))))
            for title, part in ((_("Instead"), self.alternatives), (_("Depends on"), self.dependencies))
            for row in part.initial_forms
        ]
        return (*super().said(), *rows)

    @override
    def is_valid(self) -> bool:
        parts = [super().is_valid(), self.alternatives.is_valid(), self.dependencies.is_valid()]
        return all(parts)

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        posted = self.cleaned_data
        offer = Offer(
            solution=posted["solution"],
            advantages=tuple(Advantage(value) for value in posted["advantages"]),
            alternatives=tuple(_alternative(row.cleaned_data) for row in self.alternatives if _is_filled(row)),
            dependencies=tuple(
                Dependency(
                    kind=DependencyKind(row.cleaned_data["kind"] or DependencyKind.PLATFORM),
                    name=row.cleaned_data["name"],
                )
                for row in self.dependencies
                if _is_filled(row)
            ),
        )
        return replace(answers, offer=offer)


def _rows(form: type[forms.Form], prefix: str, most: int) -> "type[forms.BaseFormSet[forms.Form]]":
    made = forms.formset_factory(form, extra=BLANK_ROWS, max_num=most, validate_max=True, absolute_max=most)
    made.__name__ = f"{prefix.title()}FormSet"
    return made


def _is_filled(row: forms.Form) -> bool:
    return bool(row.cleaned_data.get("name"))


def _alternative(row: dict[str, Any]) -> Alternative:
    return Alternative(
        name=row["name"],
        kind=AlternativeKind(row["kind"] or AlternativeKind.COMPETITOR),
        price=row["price"],
        is_seen=row["is_seen"],
        link=row["link"],
    )
