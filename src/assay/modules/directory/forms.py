"""What the pages of a directory post."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.kernel.ids import new_id
from assay.modules.directory.types import Group
from assay.web.forms import ChoiceCards


class MakeToken(forms.Form):
    """What people become whom the directory names. ``once`` lets a form that is sent twice make one token."""

    group = forms.ChoiceField(
        label=_("Whom it names becomes"),
        widget=ChoiceCards,
        choices=[
            (Group.VIEWER.value, _("Viewer\nReads everything, changes nothing")),
            (Group.MEMBER.value, _("Member\nWorks on ideas, evidence and notes")),
        ],
        initial=Group.MEMBER.value,
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


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
