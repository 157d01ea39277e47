"""What staff post: whom they look for, and why they act."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.kernel.privacy import Email, Private
from assay.modules.identity.api import Category, Why, reason_words

LONGEST_ADDRESS: Final = 254


def _categories() -> list[tuple[str, Any]]:
    words = reason_words()
    return [(each.value, str(words[each]).capitalize()) for each in Category]


class Find(forms.Form):
    """One account, by its exact address or its id: there is no list to look through."""

    sought = forms.CharField(
        label=_("Exact email address, or id"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def id(self) -> UUID | None:
        """Return what was typed as an id; None where it is an address."""
        return _uuid(str(self.cleaned_data["sought"]))

    def address(self) -> Email:
        """Return what was typed as an address."""
        return Email(str(self.cleaned_data["sought"]))


class FindWorkspace(forms.Form):
    """One workspace, by its id: names are sealed and cannot be looked for."""

    sought = forms.UUIDField(label=_("Id of the workspace"), widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Because(forms.Form):
    """Why: what the owner is told, and what stays in the log."""

    category = forms.ChoiceField(
        label=_("Kind of reason"), choices=_categories, help_text=_("The owner of the account is told this.")
    )
    ticket = forms.RegexField(
        r"^[A-Za-z0-9#/_.:-]*$",
        label=_("Ticket"),
        max_length=40,
        required=False,
        help_text=_("Its number, if there is one. The owner is told this too."),
        error_messages={"invalid": _("Letters, digits and # / _ . : - alone: it stands in the log as it is.")},
    )
    reason = forms.CharField(
        label=_("Reason, in words"),
        min_length=10,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sealed in the audit log; other staff can read it."),
    )

    def why(self) -> Why:
        """Return what was said."""
        said = self.cleaned_data
        return Why(category=Category(said["category"]), text=Private(said["reason"]), ticket=said["ticket"].strip())


class Look(Because):
    """Why somebody's account is looked at, and in which workspace of theirs."""

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workspace"] = forms.ChoiceField(label=_("Which workspace"), choices=places)
        self.order_fields(["workspace", "category", "ticket", "reason"])

    def workspace_id(self) -> UUID:
        """Return which workspace was chosen."""
        return UUID(self.cleaned_data["workspace"])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
