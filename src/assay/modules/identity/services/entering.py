"""Coming in by the word of somebody else's service: `federation` has checked it, and says whom it means."""

from typing import Any, Final, cast
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from assay.kernel.privacy import Email, PersonName
from assay.modules.identity import models
from assay.modules.identity.queries.access import WORKSPACE_KEY
from assay.modules.identity.services import people
from assay.modules.identity.services.sessions import rotate
from assay.modules.identity.types import PersonId
from assay.modules.identity.types.sessions import Word

COMPANY_KEY: Final = "entered_by_company"
NOBODY: Final = UUID(int=0)


def enter(
    request: HttpRequest, person_id: UUID, *, by: str, back_to: str, word: Word | None = None
) -> HttpResponseBase:
    """Sign in who was recognised, with every further step their account asks for; return where to go.

    ``by``: a name for the log, such as ``google``. ``back_to``: an address of ours, or nothing. ``word``: what the
    provider of a workspace said, if one spoke for them; they begin there.
    """
    person = models.Person.objects.get(pk=person_id)
    state: dict[str, Any] = {}
    if word is None:
        record_authentication(request, person, by)
    else:
        record_authentication(request, person, by, **_noted(word))
        request.session[WORKSPACE_KEY] = state[COMPANY_KEY] = str(word.workspace_id)
    login = Login(user=person, redirect_url=back_to or None, state=state)
    answer: Any = perform_login(request, login)
    found: HttpResponseBase = answer
    return found


def confirm(request: HttpRequest, *, by: str, word: Word) -> None:
    """Note that a company's provider has just had the person who is signed in prove who they are."""
    record_authentication(request, cast("models.Person", request.user), by, reauthenticated=True, **_noted(word))
    rotate(request)  # more is open to this session than before, so it gets another name


def _noted(word: Word) -> dict[str, object]:
    """Return what the session keeps: the proof is as old as the provider says, not as the trip."""
    return {"company": str(word.workspace_id), "at": word.signed_in_at, "factor": word.factor}


@transaction.atomic
def open_proven(email: Email, *, name: PersonName | None = None) -> PersonId:
    """Store somebody whose address has just been proven; who only claimed it before makes room.

    They have no password. The caller has made sure that nobody has proven the address as theirs (`is_established`);
    two at once meet at the address's own index. Raises IntegrityError.
    """
    address = email.reveal().strip().lower()
    people.release_unproven(email, unless=NOBODY)
    person = models.Person(email=address, name=name.reveal() if name else "")
    person.set_unusable_password()
    joined = people.join(person)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return joined.person_id
