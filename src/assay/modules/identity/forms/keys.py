"""What the pages of API keys post."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel.errors import FieldError
from assay.kernel.ids import new_id
from assay.modules.identity import policy
from assay.modules.identity.types import KeyOrder
from assay.web.forms import MultipleChoiceCards

_RESOURCES: Final = {
    "account": _("Who you are: name, address, role"),
    "audit": _("Audit log (signed requests only)"),
    "discovery": _("Discovery"),
    "evidence": _("Evidence"),
    "ideas": _("Ideas, notes and actions"),
    "keys": _("API keys (signed requests only)"),
    "members": _("Members (signed requests only)"),
    "profile": _("Your profile"),
    "reports": _("Reports"),
    "runs": _("Verdicts"),
    "workspace": _("The workspace (changes in signed requests only)"),
}
_VERBS: Final = {"read": _("read"), "write": _("change")}
_LIVES: Final = (
    (7, _("7 days")),
    (30, _("30 days")),
    (policy.USUAL_LIFE, _("90 days")),
    (180, _("180 days")),
    (policy.LONGEST_LIFE, _("1 year, the longest")),
)
_OVERLAPS: Final = (
    (0, _("Not at all: it ends now")),
    (1, _("1 hour")),
    (24, _("1 day")),
    (72, _("3 days")),
    (168, _("7 days, the longest")),
)


class _Once(forms.Form):
    """A form that makes a key; sent twice it makes one."""

    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", new_id())

    @property
    def key_id(self) -> UUID:
        """The id that the new key gets."""
        chosen: UUID = self.cleaned_data["once"]
        return chosen


class NewKey(_Once):
    """A key: what for, how long, from where."""

    name = forms.CharField(
        label=_("What is the key for?"),
        max_length=policy.LONGEST_KEY_NAME,
        help_text=_("A name by which you will know it, such as the program that uses it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        widget=MultipleChoiceCards,
        help_text=_("Choose as little as the program needs. It never may more than you may yourself."),
    )
    days = forms.TypedChoiceField(
        label=_("How long does it work?"),
        coerce=int,
        choices=_LIVES,
        initial=policy.USUAL_LIFE,
        help_text=_("We write to you 14 and 3 days before it ends."),
    )
    networks = forms.CharField(
        label=_("From which networks?"),
        required=False,
        max_length=2_000,
        help_text=_("One to a line, such as 203.0.113.0/24 or 2001:db8::/32. Empty: from everywhere."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    per_minute = forms.IntegerField(
        label=_("Requests a minute"),
        required=False,
        min_value=1,
        max_value=policy.MOST_PER_MINUTE,
        help_text=_("A limit of its own, beside those that hold for everybody. Empty: none."),
    )
    public_key = forms.CharField(
        label=_("Public key for signed requests"),
        required=False,
        max_length=2_000,
        help_text=_("Ed25519, as PEM or base64. Needed only for programs that manage keys, members or the workspace."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope, _label(scope)) for scope in offered]
        cast("forms.MultipleChoiceField", self.fields["scopes"]).choices = choices

    def order(self) -> KeyOrder:
        """Return the wish for a key."""
        said = self.cleaned_data
        return KeyOrder(
            name=said["name"],
            scopes=tuple(said["scopes"]),
            days=said["days"],
            networks=tuple(line.strip() for line in said["networks"].splitlines() if line.strip()),
            per_minute=said["per_minute"],
            public_key=said["public_key"],
        )

    def refuse(self, faults: Sequence[FieldError]) -> None:
        """Show what the rules found, at the field where it stands."""
        for fault in faults:
            name = fault["pointer"].split("/")[1]
            self.add_error(name if name in self.fields else None, fault["detail"])


class ReplaceKey(_Once):
    """A new key for an old one."""

    overlap_hours = forms.TypedChoiceField(
        label=_("How long does the old key work on?"),
        coerce=int,
        choices=_OVERLAPS,
        initial=24,
        help_text=_("Long enough to bring the new key to where it is used."),
    )

    @property
    def overlap(self) -> timedelta:
        """How long the old key works on."""
        return timedelta(hours=self.cleaned_data["overlap_hours"])


def _label(scope: str) -> str | Promise:
    resource, _sep, verb = scope.partition(":")
    return f"{_RESOURCES[resource]}: {_VERBS[verb]}"
