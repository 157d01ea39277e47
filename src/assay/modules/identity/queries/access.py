"""Who is acting in a request, and how a page or an endpoint says that it wants somebody signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, override
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.security import APIKeyCookie

from assay.kernel.tenancy import Occupant
from assay.modules.identity import policy
from assay.modules.identity.errors import FactorRequired, RoleTooLow, SignedOut
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import elsewhere
from assay.modules.identity.queries.factors import has_strong
from assay.modules.identity.queries.people import find_actor, list_workspaces
from assay.modules.identity.types import Actor, Role, Way, WorkspaceCard
from assay.modules.identity.types.places import Action, PageDoor
from assay.modules.identity.types.sessions import Ending, Word

WORKSPACE_KEY: Final = "workspace"
_REMEMBERED: Final = "_assay_actor"
_PLACES: Final = "_assay_places"
_BEHIND: Final = "_assay_behind"
_STRONG_WAYS: Final = frozenset({Way.TOTP.value, Way.PASSKEY.value, Way.RECOVERY.value})

# Why somebody is no longer signed in, where they do not know it themselves.
ENDED: Final = {
    Ending.IDLE: gettext_lazy(
        "You were signed out because you had not used this browser for a while. Sign in again to go on."
    ),
    Ending.TOO_OLD: gettext_lazy(
        "You were signed out because your last sign-in is too long ago. Sign in again to go on."
    ),
    Ending.REVOKED: gettext_lazy("You were signed out because this session was ended from another browser of yours."),
    Ending.ELSEWHERE: gettext_lazy("This session ended because you signed in elsewhere. The oldest one makes room."),
    Ending.RESET: gettext_lazy("You were signed out because the way you sign in was changed. Sign in again to go on."),
    Ending.STOLEN: gettext_lazy(
        "We ended this session because it came from another browser or network. Sign in again."
    ),
    Ending.DISOWNED: gettext_lazy(
        "This session was ended because the owner of the account said that it is not theirs."
    ),
    Ending.BY_STAFF: gettext_lazy("You were signed out everywhere by Assay's staff. Sign in again to go on."),
    Ending.DEACTIVATED: gettext_lazy("You were signed out because this account is switched off."),
}


def acting(request: HttpRequest) -> Actor | None:
    """Return who acts in this request; None when nobody is signed in.

    The membership is read once per request: a role or a membership that was taken away counts from the next one on.
    """
    if not hasattr(request, _REMEMBERED):
        setattr(request, _REMEMBERED, _read(request))
    found: Actor | None = getattr(request, _REMEMBERED)
    return found


def remember(request: HttpRequest, found: Actor | None) -> None:
    """Note who acts in this request, for those who found out otherwise than by the session."""
    setattr(request, _REMEMBERED, found)


def actor(request: HttpRequest) -> Actor:
    """Return who acts in this request. Raises SignedOut."""
    found = acting(request)
    if found is None:
        raise SignedOut
    return found


def occupant(request: HttpRequest) -> Occupant | None:
    """Tell the kernel whose workspace a request runs in."""
    found, behind = acting(request), getattr(request, _BEHIND, None)
    if found is None:
        return None
    return Occupant(person_id=found.person_id, workspace_id=found.workspace_id, behind=behind)


def stand_behind(request: HttpRequest, staff_id: UUID) -> None:
    """Note who really asks in a request that counts as somebody else's."""
    setattr(request, _BEHIND, staff_id)


def require(actor: Actor, what: Action | Role) -> None:
    """Let pass who may do this in their workspace, by the table in `policy`. Raises RoleTooLow."""
    least = rules.LEAST[what] if isinstance(what, Action) else what
    if not policy.reaches(actor.role, least):
        raise RoleTooLow(f"This needs the role {least.value}; yours is {actor.role.value}.")


def allows(actor: Actor, what: Action) -> bool:
    """Tell whether `require` would let somebody pass; for pages, which offer nothing that would be refused."""
    return rules.may(actor.role, what)


def workspaces(request: HttpRequest) -> tuple[WorkspaceCard, ...]:
    """Return the workspaces the signed-in person belongs to, their own first; read once per request."""
    if not hasattr(request, _PLACES):
        person_id = request.user.pk
        setattr(request, _PLACES, list_workspaces(person_id) if person_id is not None else ())
    found: tuple[WorkspaceCard, ...] = getattr(request, _PLACES)
    return found


def signed_in[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a page as one for people who are signed in, with all that their workspace asks for.

    Others are sent to the sign-in page and come back afterwards. Who has not shown the second factor that is asked of
    them is sent to show it, or to set one up.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = acting(request)
        if found is None:
            return redirect_to_login(way_back(request))
        if is_factor_due(request, found):
            return to_the_factor(request, found)
        return view(request, *args, **kwargs)

    return marked(guarded, PageDoor.WORKSPACE)


def at_home[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a page as one of a person's own account: open to them whatever their workspace asks for."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if acting(request) is None:
            return redirect_to_login(way_back(request))
        return view(request, *args, **kwargs)

    return marked(guarded, PageDoor.PERSON)


def marked[V: Callable[..., HttpResponseBase]](view: V, door: PageDoor) -> V:
    """Write down at a page whom it lets in, for those who ask every page (`tests/faults/test_matrix.py`)."""
    found: Any = view
    found.doors = frozenset({door, *getattr(view, "doors", ())})
    return view


def is_factor_due(request: HttpRequest, found: Actor) -> bool:
    """Tell whether a strong second factor is asked of somebody that this session has not shown."""
    if not found.asks_factor or (has_shown_factor(request) and has_strong(found.person_id)):
        return False
    word = None if found.asks_own_factor else _word(request, found.workspace_id)
    return word is None or not elsewhere.counts(found, word)


def has_shown_factor(request: HttpRequest) -> bool:
    """Tell whether this session was opened or confirmed with a strong factor, or a recovery code in its place."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" and record.get("type") in _STRONG_WAYS for record in records)


def is_trusted_staff(request: HttpRequest) -> bool:
    """Tell whether staff pages are open to this request: staff only, and only with a strong factor shown."""
    found = acting(request)
    is_staff = bool(getattr(request.user, "is_staff", False))
    return found is not None and is_staff and has_shown_factor(request) and has_strong(found.person_id)


def admitted(request: HttpRequest) -> Actor | None:
    """Return who acts in this request of a script's; None when nobody is signed in. Raises FactorRequired."""
    found = acting(request)
    if found is not None and is_factor_due(request, found):
        raise FactorRequired(_("Sign in on the site and set up a second step under “Sign-in and security”."))
    return found


class SessionAuth(APIKeyCookie):
    """Lets an endpoint in with the browser's session; every unsafe call must carry the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    @override
    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        found = admitted(request)
        if found is None and why_ended(request):
            raise signed_out(request)
        return found


def signed_out(request: HttpRequest) -> SignedOut:
    """Return the refusal for a request that comes from nobody, with the reason where a session of theirs has ended."""
    return SignedOut(why_ended(request))


def why_ended(request: HttpRequest) -> str:
    """Say why the session that a request came with is over; nothing where its owner knows, or where there was none."""
    why = getattr(request.session, "ended_for", None)
    return str(ENDED[why]) if why in ENDED else ""


def way_back(request: HttpRequest) -> str:
    """Return where to go after signing in: this page, or the one whose form was sent, if that is one of ours."""
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return ""
    parts = urlsplit(came_from)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def to_the_factor(request: HttpRequest, found: Actor) -> HttpResponseBase:
    """Send somebody to show the factor that is asked of them, or to set one up."""
    if has_strong(found.person_id):
        return redirect_to_login(way_back(request), login_url=reverse("identity:step_up"))
    company = None if found.asks_own_factor else found.workspace_id
    page = elsewhere.confirms_at(found.person_id, for_factor=company) if company else ""
    return redirect_to_login(way_back(request), login_url=page) if page else redirect("identity:security")


def _word(request: HttpRequest, workspace_id: UUID) -> Word | None:
    """Return what the workspace's own provider said last in this session; a doubted session has forgotten it."""
    records = get_authentication_records(request, request.user)
    said = [record for record in records if record.get("company") == str(workspace_id)]
    if not said:
        return None
    return Word(workspace_id=workspace_id, signed_in_at=said[-1]["at"], factor=said[-1].get("factor", ""))


def _read(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    person_id = request.user.pk
    chosen = request.session.get(WORKSPACE_KEY)
    # A chosen workspace the person was removed from is not an error: they are back in their own.
    return (chosen and find_actor(person_id, workspace_id=UUID(chosen))) or find_actor(person_id)
