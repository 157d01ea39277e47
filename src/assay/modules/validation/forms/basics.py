"""Steps 1 and 2: the idea, and who it is for."""

from dataclasses import replace
from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.engine.discovery import SECTORS
from assay.engine.inputs import Customer, CustomerType, IdeaInput, Payer, Stage
from assay.engine.types import Archetype
from assay.modules.validation.forms.choices import (
    ARCHETYPES,
    CUSTOMER_TYPES,
    PAYERS,
    SECTOR_CHOICES,
    STAGES,
    countries,
)
from assay.modules.validation.forms.step import StepForm, as_range
from assay.web.forms import ChoiceCards, RangeField, TagsField


class IdeaForm(StepForm):
    title = _("Your idea")
    lead = _("A name and what kind of business it is. Words help people; the numbers come from your other answers.")

    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("A working title is fine."))
    sentence = forms.CharField(
        max_length=240,
        required=False,
        label=_("In one sentence"),
        help_text=_("For whom, which problem, what you offer. Up to 240 characters."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    archetype = forms.ChoiceField(
        choices=ARCHETYPES,
        label=_("Kind of business"),
        help_text=_("This decides how money and customers are counted."),
        widget=ChoiceCards,
    )
    stage = forms.ChoiceField(choices=STAGES, label=_("How far are you?"), initial=Stage.RAW)
    sector = forms.ChoiceField(
        choices=SECTOR_CHOICES,
        required=False,
        label=_("Trade"),
        help_text=_("The report then shows how many firms of this trade live on, instead of firms in general."),
    )
    description = forms.CharField(
        max_length=4_000,
        required=False,
        label=_("Anything else"),
        help_text=_("Only for you and your readers; it never changes a number."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        return {
            "name": answers.name,
            "sentence": answers.sentence,
            "archetype": answers.archetype,
            "stage": answers.stage,
            "sector": answers.sector,
            "description": answers.description,
        }

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        posted = self.cleaned_data
        return replace(
            answers,
            name=posted["name"],
            sentence=posted["sentence"],
            archetype=Archetype(posted["archetype"]),
            stage=Stage(posted["stage"]),
            sector=posted["sector"] or _unlisted(answers.sector),
            description=posted["description"],
        )


def _unlisted(sector: str | None) -> str | None:
    """A code that a program set and the list does not offer is kept; an offered one is gone when it is taken back."""
    return None if sector in SECTORS else sector


class CustomerForm(StepForm):
    title = _("Your customer")
    lead = _("One kind of person you could find and talk to this month.")

    role = forms.CharField(
        max_length=80,
        required=False,
        label=_("Who are they?"),
        help_text=_("A role: “owner of a small dental practice”. A verdict needs it, or the kind of customer."),
    )
    trigger = forms.CharField(
        max_length=240,
        required=False,
        label=_("What makes them look for help?"),
        help_text=_("The event that puts the problem on top of their list."),
    )
    payer = forms.ChoiceField(choices=PAYERS, required=False, label=_("Who pays?"))
    type = forms.ChoiceField(choices=CUSTOMER_TYPES, required=False, label=_("What kind of customer?"))
    country = forms.ChoiceField(choices=countries, required=False, label=_("Country you start in"))
    region = forms.CharField(max_length=80, required=False, label=_("Region or city"))
    places = TagsField(
        max_length=400,
        required=False,
        label=_("Where can you reach them?"),
        help_text=_("Separate with commas: a forum, a trade fair, a street, an association."),
    )
    prospects = forms.IntegerField(
        min_value=0,
        max_value=100_000,
        required=False,
        label=_("How many could you call by name today?"),
    )
    reachable = RangeField(
        label=_("How many buyers like this can you reach at all?"),
        help_text=_("In the places you named, over the time of your goal."),
        unit=_("buyers"),
    )
    exclusion = forms.CharField(
        max_length=120,
        required=False,
        label=_("Who is it not for?"),
        help_text=_("Saying no to somebody sharpens the rest."),
    )

    @classmethod
    @override
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        customer = answers.customer
        return {
            "role": customer.role,
            "trigger": customer.trigger,
            "payer": customer.payer,
            "type": customer.type,
            "country": customer.country,
            "region": customer.region,
            "places": customer.places,
            "prospects": customer.prospects,
            "reachable": customer.reachable,
            "exclusion": customer.exclusion,
        }

    @override
    def apply(self, answers: IdeaInput) -> IdeaInput:
        posted = self.cleaned_data
        customer = Customer(
            role=posted["role"],
            trigger=posted["trigger"],
            payer=Payer(posted["payer"]) if posted["payer"] else None,
            type=CustomerType(posted["type"]) if posted["type"] else None,
            country=posted["country"] or None,
            region=posted["region"],
            places=posted["places"][:20],
            prospects=posted["prospects"],
            reachable=as_range(posted["reachable"]),
            exclusion=posted["exclusion"],
        )
        return replace(answers, customer=customer)
