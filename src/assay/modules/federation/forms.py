"""What the pages of federation post."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assay.kernel.http import is_allowed_in_clear, is_listed
from assay.kernel.privacy import Secret
from assay.modules.federation import policy
from assay.modules.federation.types import ConnectionCard, ConnectionOrder
from assay.modules.identity.api import Role

_PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class YourAddress(forms.Form):
    """The address by which a company is found."""

    email = forms.EmailField(
        label=_("Email address at your company"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class Connect(forms.Form):
    """Who speaks for a workspace's people."""

    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=500,
        help_text=_("As the provider writes it, like https://login.example.com. No slash is added or taken away."),
        widget=forms.TextInput(attrs={**_PLAIN, "inputmode": "url"}),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=200, widget=forms.TextInput(attrs=_PLAIN))
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    secret_ends_on = forms.DateField(
        label=_("Day on which the secret ends there"),
        required=False,
        help_text=_("The owners are written to 14 and 3 days before. Empty: nobody is."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    role = forms.ChoiceField(
        label=_("Role of those who come for the first time"),
        choices=[(Role.VIEWER.value, _("Viewer")), (Role.MEMBER.value, _("Member"))],
    )

    def __init__(self, *args: Any, card: ConnectionCard | None, **kwargs: Any) -> None:
        kwargs["initial"] = asdict(card) if card else {}
        super().__init__(*args, **kwargs)
        self.fields["secret"].required = card is None
        if card is not None:
            self.fields["secret"].help_text = _("Stored, and shown to nobody. Empty: it stays.")

    def clean_issuer(self) -> str:
        """Refuse what no issuer looks like, what is not reached by https, and what the operator has not listed."""
        issuer = str(self.cleaned_data["issuer"]).strip()
        if not policy.is_issuer(issuer, is_allowed=is_allowed_in_clear):
            raise ValidationError(_("This is no issuer. It begins with https:// and has no question mark."))
        parts = urlsplit(issuer)
        if not is_listed(parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)):
            raise ValidationError(
                _("This service may not call %(host)s. Ask those who run it to list it."),
                params={"host": parts.hostname},
            )
        return issuer

    def order(self) -> ConnectionOrder:
        """Return what was filled in."""
        given = self.cleaned_data
        return ConnectionOrder(
            issuer=given["issuer"],
            client_id=given["client_id"],
            secret=Secret(given["secret"]),
            role=given["role"],
            secret_ends_on=given["secret_ends_on"],
        )


class Trust(forms.Form):
    """Whether the provider's word stands for a second factor, and what it calls one."""

    is_trusted = forms.BooleanField(
        label=_("Take the provider's word for a second factor"),
        required=False,
        help_text=_(
            "Where this workspace asks for a second factor, one shown to the provider will do, for twelve hours."
        ),
    )
    acr_values = forms.CharField(
        label=_("What the provider calls it (acr values)"),
        required=False,
        max_length=policy.MOST_ACR * (policy.LONGEST_ACR + 1),
        help_text=_("Apart by spaces, and asked for at each sign-in. Empty: what it lists as amr decides."),
        widget=forms.TextInput(attrs=_PLAIN),
    )

    def clean_acr_values(self) -> tuple[str, ...]:
        """Refuse what cannot be sent, and more than a handful."""
        named = tuple(dict.fromkeys(str(self.cleaned_data["acr_values"]).split()))
        if len(named) > policy.MOST_ACR or not all(policy.is_acr(one) for one in named):
            raise ValidationError(_("At most five, each without signs that have no place in an address."))
        return named


class Switch(forms.Form):
    """Who comes in by the provider."""

    wanted = forms.ChoiceField(
        label=_("Who signs in through the company"),
        choices=[
            ("off", _("Nobody")),
            ("on", _("Who likes to; other ways stay open")),
            ("all", _("Everybody with an address of a proven domain; their own ways are closed")),
        ],
        widget=forms.RadioSelect,
    )
