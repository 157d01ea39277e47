"""How a page or an operation of the API asks for a proof of who somebody is that is not older than ten minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from assay.kernel.problems import wants_json
from assay.modules.identity.errors import ReauthenticationRequired, SignedOut
from assay.modules.identity.queries.access import marked, way_back
from assay.modules.identity.queries.elsewhere import confirms_at
from assay.modules.identity.queries.freshness import is_fresh
from assay.modules.identity.types import PersonId
from assay.modules.identity.types.places import PageDoor

type View = Callable[..., HttpResponseBase]


def fresh[V: View](view: V) -> V:
    """Let pass on a page who proved lately who they are; an operation of the API calls `require_fresh` instead.

    Others are sent to prove it, and what they had sent is carried out afterwards. Stands under `signed_in`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else prove_again(request)

    return marked(cast("V", guarded), PageDoor.FRESH)


def require_fresh(request: HttpRequest) -> None:
    """Let pass in an operation of the API who proved lately who they are. Raises ReauthenticationRequired."""
    if not is_fresh(request):
        raise needs_proof(request)


def prove_again(request: HttpRequest) -> HttpResponseBase:
    """Send somebody to prove who they are and back. Raises ReauthenticationRequired, SignedOut for programs."""
    if not request.user.is_authenticated:
        if wants_json(request):
            raise SignedOut
        return redirect_to_login(way_back(request))
    if wants_json(request):
        raise needs_proof(request)
    if get_adapter().get_reauthentication_methods(request.user):
        return cast("HttpResponseBase", suspend_request(request, _where(request)))
    back, page = way_back(request), confirms_at(request.user.pk)
    if page:  # they go to their company, come back, and do it again
        return redirect_to_login(back, login_url=page)
    logout(request)  # nothing but a sign-in elsewhere can prove it, so they come in again
    return redirect_to_login(back)


def needs_proof(request: HttpRequest) -> ReauthenticationRequired:
    """Return the refusal for a program whose person has to prove who they are, and where they do that."""
    where = _where(request)
    return ReauthenticationRequired("Prove at `where` that it is you, then ask again.", where=where)


def _where(request: HttpRequest) -> str:
    ways = get_adapter().get_reauthentication_methods(request.user)
    return (
        str(ways[0]["url"]) if ways else confirms_at(PersonId(cast("Any", request.user.pk))) or reverse("account_login")
    )
