"""What the pages of a workspace post."""

from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from assay.modules.identity.forms.account import LONGEST_ADDRESS
from assay.modules.identity.forms.words import plain_line
from assay.modules.identity.policy.access import LONGEST_NAME
from assay.modules.identity.types import Role
from assay.web.forms import ChoiceCards

ROLE_WORDS: Final = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Admin"),
    Role.MEMBER: _("Member"),
    Role.VIEWER: _("Viewer"),
}
_ROLE_LINES: Final = {
    Role.OWNER: _("Everything, also deleting the workspace"),
    Role.ADMIN: _("Invites people, changes roles, renames the workspace"),
    Role.MEMBER: _("Works on ideas, evidence and notes"),
    Role.VIEWER: _("Reads everything, changes nothing"),
}


class WorkspaceName(forms.Form):
    """What a workspace is called."""

    name = forms.CharField(label=_("Name of the workspace"), max_length=LONGEST_NAME)

    def clean_name(self) -> str:
        """Refuse what cannot be read as it stands."""
        return plain_line(str(self.cleaned_data["name"]))


class _WithRole(forms.Form):
    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, f"{ROLE_WORDS[role]}\n{_ROLE_LINES[role]}") for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), widget=ChoiceCards, choices=choices)

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class Invite(_WithRole):
    """Whom to ask in, and as what."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We send a link there. It works for seven days, and only for the owner of that address."),
        validators=[MaxLengthValidator(LONGEST_ADDRESS)],
        widget=forms.EmailInput(attrs={"autocomplete": "off", "maxlength": LONGEST_ADDRESS}),
    )


class ChangeRole(_WithRole):
    """The role a member has from now on."""


class ConfirmName(forms.Form):
    """The workspace's name, typed to confirm that it shall be deleted."""

    name = forms.CharField(
        label=_("Type the name of the workspace"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
