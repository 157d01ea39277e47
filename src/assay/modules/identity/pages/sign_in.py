"""The sign-in page, when an attempt may not be made now: it says when, or how, and keeps the address that was typed."""

from typing import Any, Final, override

from allauth.account.views import LoginView, PasswordResetFromKeyView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.kernel.errors import TooMany, Unavailable
from assay.kernel.gcra import Rate
from assay.kernel.privacy import Email, Secret
from assay.kernel.throttle import address, allow
from assay.modules.identity.errors import HashingBusy, TryLater, WorkNeeded
from assay.modules.identity.forms.account import SignIn
from assay.modules.identity.pages import attempts
from assay.modules.identity.pages.leaks import is_withdrawn
from assay.modules.identity.providers import blinding, proofs
from assay.modules.identity.queries.people import find_by_address

_RATE: Final = Rate(60, 60)  # posts a minute from one network address


class SignInPage(LoginView):  # type: ignore[misc]  # allauth ships no types
    """allauth's page, with our answers to who has to wait."""

    @override
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try the address and password."""
        try:
            self._count(request)
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except (TooMany, Unavailable) as refusal:
            return self._held_back(request, refusal)
        return answer

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        """Let somebody in, unless their password is one that leaked."""
        if is_withdrawn(form.user, Secret(form.cleaned_data["password"])):
            return redirect("account_password_withdrawn")
        answer: HttpResponse = super().form_valid(form)
        return answer

    def _count(self, request: HttpRequest) -> None:
        """Limit what one network address posts. A device the account knows is not held back by its neighbours."""
        typed = request.POST.get("login", "")
        attempt = attempts.at_password(request, typed=typed, person_id=find_by_address(Email(typed)))
        allowance = allow(f"identity.sign-in|{attempt.device or address(request)}", _RATE)
        if not allowance.is_allowed:
            raise TooMany(retry_after=allowance.retry_after)

    def _held_back(self, request: HttpRequest, refusal: TooMany | Unavailable) -> HttpResponse:
        typed = request.POST.get("login", "")
        self._cached_form = SignIn(request=request, initial={"login": typed})
        shown = self.get_context_data(form=self._cached_form, held_back=_words(refusal), until=refusal.retry_after)
        if isinstance(refusal, WorkNeeded):
            shown["task"] = proofs.task(blinding.account(typed), bits=refusal.bits)
            shown["bits"] = refusal.bits
        response: HttpResponse = self.render_to_response(shown, status=refusal.status)
        response["Retry-After"] = str(refusal.retry_after)
        return response


def _words(refusal: TooMany | Unavailable) -> str:
    """Say the same whether or not there is such an account."""
    if isinstance(refusal, HashingBusy):
        return _(
            "Many people are signing in at this moment. Nothing is wrong with your password: try again in a second."
        )
    seconds = refusal.retry_after or 1
    span = (
        ngettext("%d second", "%d seconds", seconds) % seconds
        if seconds < 120
        else ngettext("%d minute", "%d minutes", -(-seconds // 60)) % -(-seconds // 60)
    )
    if isinstance(refusal, WorkNeeded):
        return _(
            "Many attempts with this address have failed. To slow down whoever is guessing, your browser has a small "
            "calculation to do before the next one; type your password meanwhile. Without script, wait %(span)s or "
            "reset your password by mail: that always works."
        ) % {"span": span}
    if isinstance(refusal, TryLater):
        return _("Several attempts with this address have failed. You can try again in %(span)s.") % {"span": span}
    return _("Too many attempts came from your network. You can try again in %(span)s.") % {"span": span}


class NewPasswordPage(PasswordResetFromKeyView):  # type: ignore[misc]  # allauth ships no types
    """allauth's page. Who has come through the mailbox gets in, however many others are guessing at the account."""

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password."""
        answer: HttpResponse = super().form_valid(form)
        attempts.open_way_in(self.request, typed=self.reset_user.email)
        return answer


sign_in = SignInPage.as_view()
new_password = NewPasswordPage.as_view()
