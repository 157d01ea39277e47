"""What the pages of a directory post."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ClaimDomain(forms.Form):
    """A domain to be claimed; whether it can be is for the service to say."""

    name = forms.CharField(
        label=_("Domain"),
        max_length=260,
        help_text=_("The part after the @ in the addresses of your company, like example.com."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
        ),
    )
