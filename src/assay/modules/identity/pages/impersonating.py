"""What surrounds a request of somebody of the staff who sees the product as somebody else does (ADR 0023).

Two layers. The outer one finds out, on every request and from the database, whether it may still be; it decides whose
request this counts as, opens only the pages that the settings name, for reading, and notes each that was shown. The
inner one runs the page with the person in the place of the staff's own account, with a session that remembers nothing
(so nothing that asks for a proof of identity opens), in a transaction in which PostgreSQL refuses every change.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.kernel import clock, context, db, reading, tenancy
from assay.kernel.errors import DomainError
from assay.kernel.problems import from_error, wants_json
from assay.kernel.staff import ReadingOnly
from assay.modules.identity.pages.seat import store_of
from assay.modules.identity.queries import access
from assay.modules.identity.queries.doors import comes_with_key
from assay.modules.identity.queries.impersonation import Standing, find_in_session
from assay.modules.identity.queries.people import find_actor
from assay.modules.identity.services import impersonation
from assay.modules.identity.services.session_store import SessionStore
from assay.modules.identity.services.sessions import rotate
from assay.modules.identity.types import Actor
from assay.modules.identity.types.sessions import Grade
from assay.modules.identity.types.staff import Over

type Next = Callable[[HttpRequest], HttpResponseBase]

READS: Final = frozenset({"GET", "HEAD"})
# What stays the staff's own while they look: their pages, the way out, and proving who they are.
OWN: Final = ("/staff/", "/accounts/logout/", "/accounts/step-up/", "/accounts/reauthenticate/", "/accounts/passkey/")
_SEEN: Final = "_assay_seen_as"
_WORDS: Final = {
    Over.TIME: gettext_lazy("The fifteen minutes are over. You see your own account again."),
    Over.OWNER: gettext_lazy("The owner of the account has ended it. You see your own account again."),
    Over.DUTY: gettext_lazy("You may no longer look at this account. You see your own again."),
    Over.GONE: gettext_lazy("The account can no longer be looked at. You see your own again."),
    Over.SIGNED_OUT: gettext_lazy("This session is in doubt, so you no longer look at the account."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Banner:
    """What stands above every page while somebody else's account is looked at."""

    address: str
    until: Any
    minutes: int


class ImpersonationMiddleware:
    """Decides whose request it is. Stands after the session was found to be in order, before anybody asks who acts."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = _find(request)
        if found is None:
            return self.get_response(request)
        context.bind(person_id=found.card.staff_id)
        is_own = request.path.startswith(OWN)
        theirs = find_actor(found.card.person_id, workspace_id=found.card.workspace_id)
        over = found.over or (Over.GONE if theirs is None else None)
        if over is not None or theirs is None:
            _leave(request, found, over or Over.GONE)
            return self.get_response(request) if is_own else _way_out(request)
        setattr(request, "impersonation", _banner(found))  # noqa: B010  a template reads it; the class knows it not
        if is_own:
            return self.get_response(request)
        _enter(request, found, theirs)
        response = self.get_response(request)
        if reading.has_shown(request, response) and getattr(request, _SEEN) is not None:
            _note(request, found)
        return response

    def process_view(self, request: HttpRequest, _view: object, _args: object, _more: object) -> HttpResponse | None:
        """Refuse whatever is not reading one of the pages that are opened for it."""
        if getattr(request, _SEEN, None) is None:
            return None
        match = request.resolver_match
        if request.method in READS and match is not None and match.view_name in settings.IMPERSONATION_PAGES:
            return None
        setattr(request, _SEEN, None)
        return from_error(request, ReadingOnly())


class ReadingMiddleware:
    """Runs the page of a request that ``ImpersonationMiddleware`` let pass. The last of all: nothing else is undone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer in the view's place, as the person and without any change."""
        found: Standing | None = getattr(request, _SEEN, None)
        if found is None:
            return None
        try:
            with _as(request, found), db.read_only():
                return view(request, *args, **kwargs)
        except DomainError as refusal:
            return from_error(request, refusal)
        except DatabaseError as error:
            if db.is_refused_write(error):
                return from_error(request, ReadingOnly("This page writes something down when it is opened."))
            raise


def _find(request: HttpRequest) -> Standing | None:
    """Return what is looked at; the database is asked for sessions of staff alone."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or comes_with_key(request):
        return None
    store = store_of(request)
    row = store.row
    if store.person is None or row is None or not (store.person.is_staff or row.grade == Grade.STAFF):
        return None
    found = find_in_session(row.pk)
    if found is not None and row.is_doubted and found.over is None:
        return replace(found, over=Over.SIGNED_OUT)
    return found


def _enter(request: HttpRequest, found: Standing, theirs: Actor) -> None:
    """Let the request count as the person's; what asks them for a second factor has had the staff's own."""
    setattr(request, _SEEN, found)
    reading.settle(request, "page by page, as what staff saw")
    access.remember(request, replace(theirs, asks_factor=False))
    access.stand_behind(request, found.card.staff_id)


def _leave(request: HttpRequest, found: Standing, over: Over) -> None:
    impersonation.end(found.card.id, reason=over)
    rotate(request)
    messages.info(request, str(_WORDS[over]))


def _way_out(request: HttpRequest) -> HttpResponseBase:
    if wants_json(request):
        return from_error(request, ReadingOnly(_("You no longer look at this account.")))
    return redirect("/staff/" if getattr(request.user, "is_staff", False) else settings.LOGIN_REDIRECT_URL)


def _note(request: HttpRequest, found: Standing) -> None:
    """Write down what was shown before it leaves the house: a page that cannot be noted is not shown."""
    match = request.resolver_match
    if match is None:
        return
    object_id = next((value for value in match.kwargs.values() if isinstance(value, UUID)), None)
    with tenancy.nowhere():
        impersonation.saw(found.card, page=match.view_name, object_id=object_id)


@contextmanager
def _as(request: HttpRequest, found: Standing) -> Iterator[None]:
    mine = request.user, request.session
    request.user, request.session = found.person, SessionStore()
    try:
        yield
    finally:
        request.user, request.session = mine


def _banner(found: Standing) -> Banner:
    left = found.card.until - clock.now()
    return Banner(address=found.address.masked(), until=found.card.until, minutes=int(left.total_seconds()) // 60 + 1)
