"""What narrows the list, from the address."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.modules.audit.api import Sort, Wanted
from assay.modules.watch.queries.lines import list_kinds

ALL: Final = "all"
SORTS: Final = (
    (Sort.CHANGES.value, _("Changes")),
    (Sort.READS.value, _("Who looked")),
    (Sort.SIGN_INS.value, _("Sign-ins")),
    (ALL, _("Everything")),
)


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("Anything")), ("billing.", _("Payments")), *((kind.fact, kind.said) for kind in list_kinds())]


class Narrow(forms.Form):
    """Which sort, who, what kind, which object, from when to when; days are whole and in UTC."""

    show = forms.ChoiceField(choices=SORTS, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=_kinds, required=False, label=_("What happened"))
    actor = forms.ChoiceField(required=False, label=_("Who did it"))
    object = forms.UUIDField(required=False, label=_("Id of the object"))
    since = forms.DateField(required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor: Any = self.fields["actor"]
        actor.choices = [("", _("Anybody")), *people]

    def sort(self) -> str:
        """Which sort is shown: changes, where nothing else was asked for."""
        said = self.cleaned_data.get("show", "") if self.is_valid() else ""
        return said or (ALL if self.is_valid() and self.cleaned_data.get("kind") else Sort.CHANGES.value)

    def wanted(self) -> Wanted:
        """What was asked for; a field that was wrong does not narrow."""
        said = self.cleaned_data if self.is_valid() else {}
        actor = said.get("actor")
        return Wanted(
            actor_id=forms.UUIDField().clean(actor) if actor else None,
            fact=said.get("kind", ""),
            object_id=said.get("object"),
            since=_midnight(said.get("since")),
            until=_midnight(said.get("until"), days=1),
            sort=None if self.sort() == ALL else Sort(self.sort()),
        )


def _midnight(day: Any, *, days: int = 0) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=UTC) + timedelta(days=days) if day else None
