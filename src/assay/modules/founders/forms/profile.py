"""What the profile page posts: the short intake, then everything that sharpens it. All of it may stay empty."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Self, override

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from assay.engine.discovery import SECTORS, SKILL_GROUPS, Experience, Network, Profile, SkillLevel
from assay.engine.discovery.words import (
    Ambition,
    Area,
    BudgetBand,
    Exclusion,
    Licence,
    Strength,
    TimeBand,
    WorkStyle,
)
from assay.engine.inputs import CustomerType
from assay.engine.types import Risk
from assay.modules.founders.forms import words
from assay.web.forms import MultipleChoiceCards, TagsField
from assay.web.places import currencies

LEVELS = [
    ("0", _("none")),
    ("1", _("tried")),
    ("2", _("some practice")),
    ("3", _("paid work")),
    ("4", _("years")),
    ("5", _("I teach it")),
]
MOST_MONEY = 1e12
MOST_NOTE = 240


def _enum(kind: type[Any], words_of: Mapping[Any, Any], **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=[("", _("Rather not say")), *((value.value, words_of[value]) for value in kind)],
        coerce=lambda value: kind(value),  # noqa: PLW0108 - the stubs want a function
        empty_value=None,
        required=False,
        **kwargs,
    )


def _enums(kind: type[Any], words_of: Mapping[Any, Any], **kwargs: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        choices=[(value.value, words_of[value]) for value in kind],
        coerce=lambda value: kind(value),  # noqa: PLW0108 - the stubs want a function
        required=False,
        widget=MultipleChoiceCards,
        **kwargs,
    )


def _money(label: Any, **kwargs: Any) -> forms.FloatField:
    return forms.FloatField(min_value=0, max_value=MOST_MONEY, required=False, label=label, **kwargs)


class ProfileForm(forms.Form):
    ambition = _enum(Ambition, words.AMBITIONS, label=_("What do you want it to be?"))
    time = _enum(TimeBand, words.TIMES, label=_("Time a week"))
    budget = _enum(BudgetBand, words.BUDGETS, label=_("Money to start with"))
    area = _enum(Area, words.AREAS, label=_("Area that interests you most"))
    sub_area = forms.CharField(max_length=80, required=False, label=_("Within that area"))
    strength = _enum(Strength, words.STRENGTHS, label=_("Your strongest side"))
    work_styles = _enums(WorkStyle, words.STYLES, label=_("How do you like to work?"))
    experience_summary = forms.CharField(
        max_length=500,
        required=False,
        label=_("Your experience in a line or two"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    interests = forms.CharField(
        max_length=1_000,
        required=False,
        label=_("What could you talk about for hours?"),
        help_text=_("In your own words; it is compared with each idea by meaning."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    currency = forms.ChoiceField(choices=currencies, label=_("Currency"), initial="USD")
    hours_per_week = forms.FloatField(min_value=0, max_value=112, required=False, label=_("Exact hours a week"))
    cash = _money(_("Exact money you can put in"))
    affordable_loss = _money(_("The most you can afford to lose"))
    income_target = _money(_("Profit a month you want"))
    goal_month = forms.TypedChoiceField(choices=words.MONTHS, coerce=int, initial="24", label=_("By when?"))
    deadline_months = forms.FloatField(
        min_value=0, max_value=120, required=False, label=_("Months until the first income at the latest")
    )
    wage = _money(_("What is an hour of yours worth?"))
    risk = forms.TypedChoiceField(
        choices=[(r.value, words.RISKS[r]) for r in Risk],
        coerce=Risk,
        initial=Risk.BALANCED,
        label=_("How bold are you?"),
    )
    country = forms.ChoiceField(choices=words.countries, required=False, label=_("Country you live in"))
    languages = TagsField(
        max_length=120,
        required=False,
        label=_("Languages you can work in"),
        help_text=_("Two letters each: en, de, es."),
    )
    licences = _enums(Licence, words.LICENCES, label=_("Licences you hold"))
    exclusions = _enums(Exclusion, words.EXCLUSIONS, label=_("What you will not do"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in SKILL_GROUPS.values():
            for skill, name in group.items():
                self.fields[f"skill_{skill}"] = forms.TypedChoiceField(
                    choices=LEVELS, coerce=int, initial="0", empty_value="0", required=False, label=name
                )
                self.fields[f"note_{skill}"] = forms.CharField(
                    max_length=MOST_NOTE,
                    required=False,
                    label=_("What shows it? – %(skill)s") % {"skill": name},
                    widget=forms.TextInput(attrs={"placeholder": " "}),
                )
        for sector, name in SECTORS.items():
            self.fields[f"years_{sector}"] = forms.FloatField(min_value=0, max_value=70, required=False, label=name)
        for customer in CustomerType:
            self.fields[f"people_{customer.value}"] = forms.IntegerField(
                min_value=0, max_value=1_000_000, required=False, label=words.CUSTOMERS[customer]
            )

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """The form as the profile stands."""
        plain = {field.name: getattr(profile, field.name) for field in fields(profile) if field.name in cls.base_fields}
        skills = {f"skill_{rating.skill}": rating.level for rating in profile.skills}
        notes = {f"note_{rating.skill}": rating.note for rating in profile.skills}
        years = {f"years_{worked.sector}": worked.years for worked in profile.experience}
        people = {f"people_{net.customer}": net.people for net in profile.networks if net.sector is None}
        return cls(initial={**plain, **skills, **notes, **years, **people})

    def clean_languages(self) -> tuple[str, ...]:
        codes = tuple(word.lower() for word in self.cleaned_data["languages"])
        unknown = [code for code in codes if code not in Locale.parse("en").languages]
        if unknown:
            raise forms.ValidationError(_("Not a language code: %(codes)s") % {"codes": ", ".join(unknown)})
        return codes[:20]

    @override
    def clean(self) -> dict[str, Any]:
        posted = super().clean() or {}
        loss, cash = posted.get("affordable_loss"), posted.get("cash")
        if loss is not None and cash is not None and loss > cash:
            self.add_error("affordable_loss", _("You can't lose more than you put in; lower one or raise the other."))
        for skill in _skills():
            if posted.get(f"note_{skill}") and not int(posted.get(f"skill_{skill}") or 0):
                self.add_error(f"skill_{skill}", _("Rate the skill, or empty the line about what shows it."))
        return posted

    def to_profile(self, stands: Profile | None) -> Profile:
        """What was posted; acquaintances by trade, which the page does not show, are kept from ``stands``."""
        posted = self.cleaned_data
        plain = {
            name: posted[name]
            for name in self.base_fields
            if name not in {"country", "work_styles", "licences", "exclusions"}
        }
        skills = ((skill, posted[f"skill_{skill}"]) for skill in _skills())
        return Profile(
            **plain,
            country=posted["country"] or None,
            work_styles=tuple(posted["work_styles"]),
            licences=tuple(posted["licences"]),
            exclusions=tuple(posted["exclusions"]),
            skills=tuple(
                SkillLevel(skill=skill, level=int(level), note=posted[f"note_{skill}"])
                for skill, level in skills
                if int(level)
            ),
            experience=tuple(
                Experience(sector=sector, years=posted[f"years_{sector}"])
                for sector in SECTORS
                if posted[f"years_{sector}"]
            ),
            networks=(
                *self._networks(),
                *((net for net in stands.networks if net.sector is not None) if stands else ()),
            ),
        )

    def skill_groups(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """The 64 skills by group, each with the line about what shows it, for the page."""
        return [
            (group, [(self[f"skill_{skill}"], self[f"note_{skill}"]) for skill in skills])
            for group, skills in SKILL_GROUPS.items()
        ]

    def part(self, prefix: str) -> list[forms.BoundField]:
        """The fields whose names begin with ``prefix``."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    def sectors(self) -> list[forms.BoundField]:
        return self.part("years_")

    def people(self) -> list[forms.BoundField]:
        return self.part("people_")

    def _networks(self) -> Iterator[Network]:
        for customer in CustomerType:
            people = self.cleaned_data[f"people_{customer.value}"]
            if people:
                yield Network(customer=customer, people=people)


def _skills() -> Iterator[str]:
    for group in SKILL_GROUPS.values():
        yield from group
