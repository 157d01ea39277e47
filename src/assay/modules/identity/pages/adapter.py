"""Where allauth asks us: how a person is stored, how mail leaves, what is said when something is refused."""

from typing import Any, Final, override
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assay.kernel.events import publish
from assay.kernel.ids import new_id
from assay.kernel.privacy import Email, Secret
from assay.kernel.throttle import address
from assay.modules.comms import api as comms
from assay.modules.identity import models
from assay.modules.identity.errors import HashingBusy
from assay.modules.identity.events import AddressConfirmed
from assay.modules.identity.pages import attempts
from assay.modules.identity.queries.factors import kinds_of
from assay.modules.identity.queries.freshness import is_fresh
from assay.modules.identity.queries.people import find_by_address
from assay.modules.identity.services import lockout, passwords, people
from assay.modules.identity.services.breaches import looked_up
from assay.modules.identity.types import Leak, PasswordBy

_WORDS: Final = {
    "account_inactive": _("This account is switched off. Write to us if you think that is a mistake."),
    "duplicate_email": _("This is the address your account has already."),
    "email_password_mismatch": _("Address and password do not belong together. Check both, or reset the password."),
    "enter_current_password": _("This is not your current password. Type it again, or sign out and reset it."),
    "incorrect_password": _("This is not your password. Type it again, or sign out and reset it."),
    "invalid_password_reset": _("This link was used already or is too old. Ask for a new one."),
    "password_leaked": _(
        "This password was found in a list of leaked ones, so others try it. It need not have leaked from here. Choose "
        "one that you use nowhere else."
    ),
    "rate_limited": _("That was too often in a short time. Wait a minute and try again."),
    "too_many_login_attempts": _("That was too often in a short time. Wait a minute and try again."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Our side of allauth."""

    error_messages = DefaultAccountAdapter.error_messages | _WORDS

    @override
    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> models.Person:
        """Store a person together with their workspace."""
        person: models.Person = super().save_user(request, user, form, commit=False)
        given = form.cleaned_data.get("password1")
        people.join(person, password=Secret(given) if given else None, leak=looked_up(request))
        return person

    @override
    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse an unfit password. Raises ValidationError, HashingBusy."""
        fit: str = super().clean_password(password, user=user)
        if looked_up(context.request) is Leak.FOUND:
            raise self.validation_error("password_leaked")
        return fit

    @override
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Do nothing: `authenticate` below counts, where nobody can lock somebody else out."""

    @override
    def authenticate(self, request: HttpRequest, **credentials: Any) -> models.Person | None:
        """Say whose address and password these are. Raises TryLater, WorkNeeded, HashingBusy."""
        typed = str(credentials["email"])
        person_id = find_by_address(Email(typed))
        attempt = attempts.at_password(request, typed=typed, person_id=person_id)
        lockout.begin(attempt)
        try:
            person: models.Person | None = super().authenticate(request, **credentials)
        except HashingBusy:
            lockout.succeeded(attempt)  # it was not made
            raise
        if person is None or not person.is_active:
            reason = "mismatch" if person is None else "switched_off"
            lockout.failed(attempt, reason=reason, person_id=person_id)
        else:
            lockout.succeeded(attempt)
            passwords.renew(person, password=Secret(credentials["password"]))
        return person

    @override
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Take an address as proven. An account that only ever claimed it makes room."""
        with transaction.atomic():
            if email_address.can_set_verified():
                people.release_unproven(Email(email_address.email), unless=email_address.user_id)
            is_confirmed = bool(super().confirm_email(request, email_address))
            if is_confirmed:
                publish(AddressConfirmed(person_id=email_address.user_id))
            return is_confirmed

    @override
    def set_password(self, user: models.Person, password: str) -> None:
        """Store a password that somebody got in a way of allauth's own; our forms say which."""
        leak = looked_up(context.request)
        passwords.change(user, password=Secret(password), by=PasswordBy.FIRST, leak=leak)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail in the transaction at hand, so that no page waits for a mail server and no mail is lost."""
        name = template_prefix.rpartition("/")[2]
        said = context | {
            "address": email,
            "home": settings.BASE_URL,
            "reset_page": _absolute(reverse("account_reset_password")),
            "sign_up_page": _absolute(reverse("account_signup")),
        }
        comms.send(f"identity/mail/{name}", to=Email(email), context=said, key=f"identity:{name}:{new_id()}")

    @override
    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset mail: by our own address, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return _absolute(path.replace("UID-KEY", quote(key)))

    @override
    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link of a verification mail: by our own address, whatever host the request named."""
        return _absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the settings, where the way to change a password began."""
        return reverse("identity:settings")

    @override
    def get_login_stages(self) -> list[str]:
        """Ask for the second step after the address is known to be theirs; last of all for the company's word."""
        own = "assay.modules.identity.pages.stage"
        return [*super().get_login_stages(), f"{own}.FactorStage", f"{own}.CompanyStage"]

    @override
    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Let somebody with a second factor confirm with it and not with the password alone."""
        if user.is_authenticated and kinds_of(user.pk):
            return [{"id": "step_up", "description": _("Your second step"), "url": reverse("identity:step_up")}]
        return list(super().get_reauthentication_methods(user))

    @override
    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before a sensitive change, unless the person confirmed who they are within the last ten minutes."""
        return bool(super().is_reauthentication_required(app=app, **kwargs)) and not is_fresh(context.request)

    @override
    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network address our outermost proxy saw."""
        return address(request)

    @override
    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with pages only; programs have the API."""
        return False


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
