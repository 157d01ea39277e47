"""What the pages of ideas post."""

from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.modules.ideas.policy import MAX_TAG_LENGTH, MAX_TAGS, clean_tags
from assay.modules.ideas.types import ActionStatus

STATUS_WORDS = [
    (ActionStatus.PENDING, _("To do")),
    (ActionStatus.IN_PROGRESS, _("In progress")),
    (ActionStatus.COMPLETED, _("Done")),
    (ActionStatus.BLOCKED, _("Blocked")),
]


class NoteForm(forms.Form):
    body = forms.CharField(
        max_length=10_000,
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Up to 10,000 characters."),
    )
    tags = forms.CharField(
        max_length=MAX_TAGS * (MAX_TAG_LENGTH + 2),
        required=False,
        label=_("Tags"),
        help_text=_("Separate with commas."),
    )

    def clean_tags(self) -> tuple[str, ...]:
        return clean_tags(self.cleaned_data["tags"])


class ActionForm(forms.Form):
    text = forms.CharField(max_length=1_000, label=_("What is to be done?"))
    due_on = forms.DateField(required=False, label=_("By when?"), widget=forms.DateInput(attrs={"type": "date"}))


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=STATUS_WORDS, label=_("State"))

    def clean_status(self) -> ActionStatus:
        return ActionStatus(self.cleaned_data["status"])


class FilterForm(forms.Form):
    """The list's search box and filter, from the address."""

    q = forms.CharField(max_length=100, required=False, strip=True, label=_("Search ideas"))
    archived = forms.BooleanField(required=False, label=_("Archived"))

    @override
    def clean(self) -> dict[str, Any]:
        return {"q": "", "archived": False} | (super().clean() or {})
