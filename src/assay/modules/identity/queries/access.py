"""Who is acting in a request, and how a page or an endpoint says that it wants somebody signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, override
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from ninja.security import APIKeyCookie

from assay.kernel.tenancy import Occupant
from assay.modules.identity import policy
from assay.modules.identity.errors import RoleTooLow, SignedOut
from assay.modules.identity.queries.people import find_actor
from assay.modules.identity.types import Actor, Role

WORKSPACE_KEY: Final = "workspace"
_REMEMBERED: Final = "_assay_actor"


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
    found = acting(request)
    return None if found is None else Occupant(person_id=found.person_id, workspace_id=found.workspace_id)


def require(actor: Actor, least: Role) -> None:
    """Let pass who has at least this role in their workspace. Raises RoleTooLow."""
    if not policy.reaches(actor.role, least):
        raise RoleTooLow(f"This needs the role {least.value}; yours is {actor.role.value}.")


def signed_in[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a page as one for people who are signed in; others are sent to the sign-in page and come back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if acting(request) is None:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "")
        return view(request, *args, **kwargs)

    return guarded


class SessionAuth(APIKeyCookie):
    """Lets an endpoint in with the browser's session; every unsafe call must carry the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    @override
    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return acting(request)


def _read(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    person_id = request.user.pk
    chosen = request.session.get(WORKSPACE_KEY)
    # A chosen workspace the person was removed from is not an error: they are back in their own.
    return (chosen and find_actor(person_id, workspace_id=UUID(chosen))) or find_actor(person_id)
