"""What the account pages post. allauth checks; we say it in our words and leave out what nobody needs.

A password is typed once: a second box only makes people copy the first, and a mistyped one is a reset away.
"""

from typing import Any, override
from uuid import UUID

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assay.kernel.ids import new_id
from assay.kernel.privacy import Secret
from assay.modules.identity.forms.words import plain_line
from assay.modules.identity.models import Person
from assay.modules.identity.providers.passwords import LONGEST
from assay.modules.identity.services import passwords
from assay.modules.identity.services.breaches import looked_up
from assay.modules.identity.types import PasswordBy, WorkspaceCard

NOBODY = UUID(int=0)
LONGEST_ADDRESS = 254  # characters, RFC 5321 section 4.5.3.1.3 less the angle brackets
TOO_LONG = _("This password is longer than %(limit_value)d characters.")
ADVICE = _("At least 12 characters. A few words that have nothing to do with each other make a good one.")


class _Plain(forms.Form):
    """allauth's forms without placeholders that repeat the label, without second boxes, and with our hints."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ADVICE if name == "password1" else ""
            if isinstance(field.widget, forms.PasswordInput):
                field.validators.append(MaxLengthValidator(LONGEST, TOO_LONG))  # nobody makes us hash a megabyte
                field.widget.attrs |= {"data-show": _("Show"), "data-hide": _("Hide")}
            if name == "password1":
                meter = {"data-strength": reverse("identity:strength"), "data-strength-name": _("Strength")}
                field.widget.attrs |= meter
            if isinstance(field, forms.EmailField):
                # Longer ones would be cut by allauth to what the column holds, and the cut address be somebody else's.
                field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
                field.widget.attrs["maxlength"] = LONGEST_ADDRESS
        self.name_fields()

    def name_fields(self) -> None:
        """Give the fields their labels and hints; each form its own."""


class SignIn(_Plain, allauth_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Address and password."""

    @override
    def name_fields(self) -> None:
        self.fields["login"].label = _("Email address")
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["login"].widget.attrs["autofocus"] = True


class SignUp(_Plain, allauth_forms.SignupForm):  # type: ignore[misc]  # allauth ships no types
    """Address and password; the name can come later."""

    account_already_exists: bool

    @override
    def name_fields(self) -> None:
        self.fields["email"].label = _("Email address")
        self.fields["email"].help_text = _("We send a link there to make sure that it is yours.")
        self.fields["email"].widget.attrs["autofocus"] = True

    @override
    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Create the account; answer an address that has one already, also since a moment ago, no differently."""
        answer: tuple[Any, HttpResponse | None]
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    answer = super().try_save(request)
            except IntegrityError:
                self.account_already_exists = True
            else:
                return answer
        else:
            self._open_and_take_back(request)
        answer = super().try_save(request)
        return answer

    @override
    def validate_unique_email(self, value: str) -> str:
        """Look whether somebody has the address, in both places whatever the first one says: it takes as long."""
        claims = EmailAddress.objects.filter(email=value).exists()
        people = Person.objects.filter(email=value).exists()
        self.account_already_exists = claims or people
        return value

    def _open_and_take_back(self, request: HttpRequest) -> None:
        """Do what a new account takes, for an address nobody has, and undo it: the answer comes no sooner."""
        wanted = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{new_id().hex}@nobody.invalid"
        self.account_already_exists = False
        before = transaction.savepoint_create()
        made = self.save(request)
        for _reading in range(2):  # what writing the first mail reads
            EmailAddress.objects.filter(user_id=made.pk).first()
        Person.objects.filter(pk=made.pk).first()
        transaction.savepoint_rollback(before)
        self.cleaned_data["email"], self.account_already_exists = wanted, True


class AskForReset(_Plain, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address the reset link goes to."""

    @override
    def name_fields(self) -> None:
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs["autofocus"] = True

    @override
    def clean_email(self) -> str:
        """Look for who signs in with the address; where nobody does, read what a link for somebody would."""
        typed = str(self.cleaned_data["email"]).lower()
        self.users = list(Person.objects.filter(email=typed, is_active=True))
        if not self.users:
            EmailAddress.objects.filter(user_id=NOBODY).first()  # what making a link reads
        return typed


class ResetPassword(_Plain, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """A new password, for somebody who followed the link."""

    @override
    def name_fields(self) -> None:
        self.fields["password1"].label = _("New password")
        self.fields["password1"].widget.attrs["autofocus"] = True

    def save(self) -> None:
        """Store the password of somebody who came through the mailbox."""
        _change(self, by=PasswordBy.RESET)


class ChangePassword(_Plain, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password and a new one."""

    user: Any

    def clean_oldpassword(self) -> str:
        """Refuse a wrong one, and count the attempt as one at the sign-in page is counted."""
        given = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, given):
            raise get_adapter().validation_error("enter_current_password")
        return given

    @override
    def name_fields(self) -> None:
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")

    def save(self) -> None:
        """Store the password of somebody who knew the old one."""
        _change(self, by=PasswordBy.OWNER)


class SetPassword(_Plain, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A first password, for an account that was opened without one."""

    @override
    def name_fields(self) -> None:
        self.fields["password1"].label = _("Password")

    def save(self) -> None:
        """Store somebody's first password."""
        _change(self, by=PasswordBy.FIRST)


class Reauthenticate(_Plain, allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before something that cannot be taken back."""

    @override
    def name_fields(self) -> None:
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs["autofocus"] = True


class ChangeEmail(_Plain, allauth_forms.AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """The address to change to. It counts once the link in the mail was followed."""

    @override
    def name_fields(self) -> None:
        self.fields["email"].label = _("New email address")
        self.fields["email"].help_text = _("We send a link there. Until you open it, the present address stays.")


def _change(form: Any, *, by: PasswordBy) -> None:
    password, leak = Secret(form.cleaned_data["password1"]), looked_up(context.request)
    passwords.change(form.user, password=password, by=by, leak=leak)


class YourName(forms.Form):
    """What others in a shared workspace see."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("Shown to people you share a workspace with. Empty: the first part of your email address."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        """Refuse characters that can make one name look like another or hide the rest of a line."""
        return plain_line(str(self.cleaned_data["name"]))


class ConfirmAddress(forms.Form):
    """The address of the account, typed to confirm that it shall be deleted."""

    address = forms.CharField(
        label=_("Type your email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}),
    )


class ChooseWorkspace(forms.Form):
    """The workspace to work in from now on."""

    workspace = forms.ChoiceField(label=_("Workspace"))

    def __init__(self, *args: Any, cards: tuple[WorkspaceCard, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(card.id), card.name) for card in cards]
        self.fields["workspace"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField by its declaration
