"""Logging a piece of evidence: which test, about what, with whom, what came out, what it cost."""

from typing import Any, override

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from assay.engine.library import EVIDENCE_TYPES, TEMPLATES, Measure
from assay.engine.types import Family, Record, Recruitment
from assay.kernel import clock
from assay.modules.validation.forms.choices import RECRUITMENTS
from assay.modules.validation.types import Evidence, NewEvidence

PERCENT = 0.01


class WhichForm(forms.Form):
    """First question: which kind of test, and about which assumption."""

    type = forms.ChoiceField(
        label=_("What did you do?"), choices=lambda: [(t.id, t.label) for t in EVIDENCE_TYPES.values()]
    )
    template = forms.ChoiceField(
        label=_("What does it tell you about?"), choices=lambda: [(t.id, t.label) for t in TEMPLATES.values()]
    )

    @override
    def clean(self) -> dict[str, Any]:
        posted = super().clean() or {}
        kind = EVIDENCE_TYPES.get(posted.get("type", ""))
        if kind and posted.get("template") and posted["template"] not in {i.template for i in kind.informs}:
            self.add_error("template", _("This kind of test says nothing about that. Choose one of the others."))
        return posted


class EvidenceForm(forms.Form):
    """What came out. Only the fields that fit the assumption's family are there."""

    k = forms.FloatField(min_value=0, max_value=1e7, label=_("How many of them did it?"))
    n = forms.IntegerField(min_value=1, max_value=10_000_000, label=_("Out of how many?"))
    mean = forms.FloatField(min_value=0, max_value=1e9, label=_("Average you found"))
    sd = forms.FloatField(
        min_value=0, max_value=1e9, required=False, label=_("Typical spread"), help_text=_("Leave empty if unknown.")
    )
    exposure = forms.FloatField(
        min_value=0,
        max_value=1e7,
        initial=1,
        label=_("Counted over"),
        help_text=_("Months, or places, as the unit says."),
    )
    holds = forms.TypedChoiceField(
        choices=[("yes", _("Yes, it is fine")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        label=_("Does it hold?"),
        widget=forms.RadioSelect,
    )
    official = forms.BooleanField(required=False, label=_("The answer came from the body that decides it"))
    recruitment = forms.ChoiceField(choices=RECRUITMENTS, label=_("Who were these people?"), initial=Recruitment.COLD)
    registered = forms.BooleanField(
        required=False,
        label=_("I wrote down beforehand what would count as good"),
        help_text=_("A rule made afterwards bends; evidence without one counts less."),
    )
    other_segment = forms.BooleanField(required=False, label=_("They are not quite the customers I mean"))
    other_country = forms.BooleanField(required=False, label=_("They are in another country"))
    cluster_size = forms.FloatField(
        min_value=1,
        max_value=1_000,
        initial=1,
        required=False,
        label=_("Answers per household or company"),
        help_text=_("1 if everybody answered for themselves."),
    )
    happened_on = forms.DateField(
        label=_("When?"), widget=forms.DateInput(attrs={"type": "date"}), initial=lambda: clock.now().date()
    )
    money = forms.FloatField(min_value=0, max_value=1e9, required=False, label=_("Money spent"))
    minutes = forms.IntegerField(min_value=0, max_value=1_000_000, required=False, label=_("Minutes spent"))
    note = forms.CharField(
        max_length=4_000,
        required=False,
        label=_("What happened?"),
        help_text=_("For you and your readers; it never changes a number. Leave out names of people."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, type_id: str, template: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type_id, self.template = type_id, template
        for name in _NEEDLESS[TEMPLATES[template].measure]:
            del self.fields[name]
        if is_share(template):
            self.fields["mean"].help_text = _("In percent.")
            self.fields["mean"].validators.append(MaxValueValidator(100))

    def to_evidence(self) -> NewEvidence:
        """What was posted, as the ledger takes it; call after is_valid()."""
        posted = self.cleaned_data
        scale = PERCENT if is_share(self.template) else 1.0
        record = Record(
            id="",
            type=self.type_id,
            template=self.template,
            k=posted.get("k"),
            n=posted.get("n"),
            mean=_times(posted.get("mean"), scale),
            sd=_times(posted.get("sd"), scale),
            exposure=posted.get("exposure"),
            holds=posted.get("holds"),
            official=posted.get("official", False),
            recruitment=Recruitment(posted["recruitment"]) if "recruitment" in posted else Recruitment.COLD,
            registered=posted["registered"],
            other_segment=posted["other_segment"],
            other_country=posted["other_country"],
            cluster_size=posted.get("cluster_size") or 1.0,
        )
        return NewEvidence(
            record=record,
            happened_on=posted["happened_on"],
            note=posted["note"],
            money=posted["money"],
            minutes=posted["minutes"],
        )


def is_share(template: str) -> bool:
    """Is the average of this assumption a share, asked for in percent?"""
    known = TEMPLATES[template]
    return known.measure is Measure.MEAN and known.family is Family.RATE


def initial_of(row: Evidence) -> dict[str, object]:
    """The form's initial values for correcting a row."""
    record = row.record
    scale = 1 / PERCENT if is_share(record.template) else 1.0
    holds = None if record.holds is None else ("yes" if record.holds else "no")
    as_they_are = ("k", "n", "exposure", "official", "recruitment", "registered")
    modifiers = ("other_segment", "other_country", "cluster_size")
    return {
        **{name: getattr(record, name) for name in (*as_they_are, *modifiers)},
        **{name: getattr(row, name) for name in ("happened_on", "money", "minutes", "note")},
        "mean": _times(record.mean, scale),
        "sd": _times(record.sd, scale),
        "holds": holds,
    }


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else round(value * scale, 12)


_NEEDLESS = {
    Measure.PROPORTION: ("mean", "sd", "exposure", "holds", "official"),
    Measure.MEAN: ("k", "exposure", "holds", "official"),
    Measure.COUNT: ("n", "mean", "sd", "holds", "official", "cluster_size"),
    Measure.HOLDS: ("k", "n", "mean", "sd", "exposure", "cluster_size", "recruitment"),
}
