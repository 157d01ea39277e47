"""What the pages about second factors post."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.modules.identity.types import Way

LONGEST_CODE: Final = 64  # characters; a code with every letter spelled apart stays far below
LONGEST_ANSWER: Final = 40_000  # characters; what an authenticator says is a few thousand

_LABELS: Final = {
    Way.TOTP: (_("Code from your authenticator app"), _("Six digits; a new one every half minute.")),
    Way.EMAIL: (_("Code from the mail"), _("Eight digits. It works for ten minutes.")),
    Way.RECOVERY: (_("Recovery code"), _("Twelve letters and digits; dashes and spaces do not matter.")),
}


class TypeCode(forms.Form):
    """A code that is typed: from an app, from a mail, or a recovery code."""

    code = forms.CharField(max_length=LONGEST_CODE)

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = _LABELS[way]
        field.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        if way is Way.RECOVERY:
            field.widget.attrs["autocomplete"] = "off"
        else:
            field.widget.attrs["inputmode"] = "numeric"


class ShowPasskey(forms.Form):
    """What an authenticator answered, filled in by script."""

    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Your browser sent no answer of a key. Try again."), "invalid": _("Try again.")},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=2_000)

    def clean_credential(self) -> dict[str, Any]:
        """Refuse what cannot be an authenticator's answer before anybody reads it."""
        answer = self.cleaned_data["credential"]
        if not isinstance(answer, dict) or len(str(answer)) > LONGEST_ANSWER:
            raise forms.ValidationError(_("Your browser's answer could not be read. Try again."))
        return answer


class NameFactor(forms.Form):
    """What the owner calls a factor."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("So that you know which one it is: “Phone”, “Blue key”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Refuse characters that can hide the rest of a line."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name.isprintable():
            raise forms.ValidationError(_("Use letters, digits and ordinary punctuation."))
        return name


class AddPasskey(NameFactor, ShowPasskey):
    """A new passkey and its name."""


class AskFactor(forms.Form):
    """What a workspace asks of everybody in it."""

    is_required = forms.BooleanField(
        label=_("Nobody works in this workspace without a second step"),
        required=False,
        help_text=_("Members without one are led to set one up before they can go on. Codes by email do not count."),
    )
