"""The second step in the middle of signing in."""

from typing import Final, override

from allauth.account.authentication import get_authentication_records
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assay.modules.identity.queries.elsewhere import sent_to
from assay.modules.identity.queries.factors import kinds_of
from assay.modules.identity.services.entering import COMPANY_KEY

PAGE: Final = "identity:second_step"
PASSKEY_KEY: Final = "entered_with_passkey"


class FactorStage(LoginStage):  # type: ignore[misc]  # allauth ships no types
    """Stops everybody who has a second factor, however they came so far, until they have shown it.

    Only who signed in with a passkey has shown one already: the key checked that it was its owner.
    """

    key = "second_step"
    urlname = PAGE

    @override
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, or nothing when there is no second step to take."""
        person = self.login.user
        if person is None or self.login.state.get(PASSKEY_KEY) or not kinds_of(person.pk):
            return None, True
        return redirect(PAGE), True

    @property
    def has_password(self) -> bool:
        """Whether the first step was the password."""
        records = get_authentication_records(self.request, self.login.user)
        return any(record["method"] == "password" for record in records)


class CompanyStage(LoginStage):  # type: ignore[misc]  # allauth ships no types
    """Stops, last of all, who has to come in through their company, however they came so far."""

    key = "company"

    @override
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go instead, which ends this sign-in, or nothing."""
        person = self.login.user
        where = sent_to(self.request, person.pk, self.login.state.get(COMPANY_KEY, "")) if person is not None else ""
        return (redirect(where), False) if where else (None, True)


def pending(request: HttpRequest) -> FactorStage | None:
    """Return the sign-in of this browser that waits for its second step."""
    stage: FactorStage | None = LoginStageController.enter(request, FactorStage.key)
    return stage
