"""What surrounds every request that may belong to somebody: cookies, who it is, and whether it is still them."""

from collections.abc import Callable
from typing import Any, Final, cast, override

from allauth.account.signals import password_changed, password_reset, password_set
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangosAuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangosSessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from assay.kernel import clock
from assay.kernel.logging import get_logger
from assay.kernel.problems import from_error, wants_json
from assay.kernel.throttle import SAFE_METHODS
from assay.modules.identity import models
from assay.modules.identity.errors import ReauthenticationRequired
from assay.modules.identity.policy import sessions as policy
from assay.modules.identity.queries import sessions as read
from assay.modules.identity.queries.access import ENDED, acting
from assay.modules.identity.queries.devices import visit_of
from assay.modules.identity.queries.doors import comes_with_key
from assay.modules.identity.queries.fresh import prove_again
from assay.modules.identity.services import sessions
from assay.modules.identity.services.session_store import SessionStore
from assay.modules.identity.types.sessions import Difference, Ending

log = get_logger(__name__)

# What somebody in doubt needs to prove themselves, or to leave.
FORGET: Final = '"cache", "storage"'  # what a browser drops at a sign-out; its device cookie stays
_OPEN: Final = frozenset(
    {
        *("account_logout", "account_reauthenticate", "account_reset_password", "account_reset_password_from_key"),
        *("step_up", "passkey_options", "disown"),
    }
)


class SessionMiddleware(DjangosSessionMiddleware):
    """Django's, and the cookie that tells a browser again after its session has ended."""

    @override
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store_of(request).request = request

    @override
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        store = store_of(request)
        try:
            super().process_response(request, response)
        except SessionInterrupted:
            # The session was ended, or got another key, by a request beside this one. What this one did is done; what
            # it wanted the session to remember goes with the session.
            log.info("session changed meanwhile")
            return response
        if store.ended_for is Ending.REPLACED:
            _keep_cookie(response)
        if store.remembered is not None and response.status_code < 500:
            response.set_cookie(
                settings.DEVICE_COOKIE_NAME,
                store.remembered.token,
                max_age=settings.DEVICE_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


class AuthenticationMiddleware(DjangosAuthenticationMiddleware):
    """Django's, with the person that was read together with their session."""

    @override
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store = store_of(request)
        request.user = cast("Any", SimpleLazyObject(lambda: store.person or AnonymousUser()))


class SeatMiddleware:
    """Sees whether a session still comes from where it belongs. Stands after the messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        was_in = False
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not comes_with_key(request):
            store = store_of(request)
            was_in = store.person is not None
            if store.person is not None and store.row is not None:
                _look(request, store, store.row)
            _explain(request, store.ended_for)
        response = self.get_response(request)
        if was_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = FORGET
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _more: object
    ) -> HttpResponseBase | None:
        """Hold back what would change something while it is in doubt who asks."""
        row = store_of(request).row
        if row is None or not row.is_doubted or request.method in SAFE_METHODS or comes_with_key(request):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in _OPEN:
            return None
        try:
            return prove_again(request)
        except ReauthenticationRequired as refusal:
            return from_error(request, refusal)


def store_of(request: HttpRequest) -> SessionStore:
    """Return the request's session as what it is."""
    return cast("SessionStore", request.session)


def _look(request: HttpRequest, store: SessionStore, row: models.Session) -> None:
    visit = visit_of(request)
    found = policy.difference(row.visit, visit)
    if found is Difference.CUT:
        sessions.end([row], Ending.STOLEN, network=visit.network)
        store.drop(Ending.STOLEN)
        return
    if found is Difference.STEP_UP and not row.is_doubted:
        store.doubt(network=visit.network)
    if clock.now() - row.seen_at >= policy.TOUCH:
        sessions.touch(row, request, visit=visit)
    _stand(request, store, row)


def _stand(request: HttpRequest, store: SessionStore, row: models.Session) -> None:
    """Give the session another key when what the person may do has changed since their last request."""
    actor = acting(request)
    standing = f"{actor.workspace_id}:{actor.role}" if actor else "nowhere"
    if row.standing == standing:
        return
    if row.standing:
        row.standing = standing
        store.cycle_key()
    else:
        sessions.stand(row, standing)


def _explain(request: HttpRequest, why: Ending | None) -> None:
    """Say on the next page why nobody is signed in any more."""
    if why is None or why not in ENDED:
        return
    if not wants_json(request):
        messages.warning(request, str(ENDED[why]))


def _keep_cookie(response: HttpResponse) -> None:
    """Leave the browser its cookie: it has been given a newer one by the request that overtook this one."""
    cookie: Any = response.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is not None and not cookie.value:
        del response.cookies[settings.SESSION_COOKIE_NAME]


def _end_others(request: HttpRequest, user: models.Person, **_: Any) -> None:
    """End a person's other sessions once their password is another one."""
    is_theirs = request.user.is_authenticated and request.user.pk == user.pk
    sessions.end_all(user.pk, reason=Ending.RESET, keep=read.current(request) if is_theirs else None)


def listen() -> None:
    """Hear of changed passwords; called once, when the app is ready."""
    for signal in (password_changed, password_set, password_reset):
        signal.connect(_end_others, dispatch_uid="assay.identity.sessions")
