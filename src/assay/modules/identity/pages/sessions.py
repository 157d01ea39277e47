"""Where one is signed in: the list, ending one, ending all others; and the link of a mail for who it was not."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.queries import sessions as read
from assay.modules.identity.queries.access import actor, at_home
from assay.modules.identity.queries.fresh import fresh
from assay.modules.identity.services import sessions
from assay.modules.identity.services.letters import DISOWNING
from assay.modules.identity.types.sessions import Ending, SessionId

_LINK_LIVES = 30 * 24 * 60 * 60  # seconds; as long as a session can


@never_cache
@require_safe
@at_home
@shows(ACCOUNT)
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    cards = read.list_sessions(actor(request).person_id, current=read.current(request))
    return render(request, "identity/sessions.html", {"sessions": cards})


@require_POST
@at_home
@throttle("60/m", name="identity.end_session")
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """End one session; ending this one is signing out, and any other one asks for a proof. Raises SessionNotFound."""
    if session_id == read.current(request):
        logout(request)
        messages.success(request, _("You are signed out."))
        return redirect("account_login")
    return _end_one(request, session_id)


@fresh
def _end_one(request: HttpRequest, session_id: UUID) -> HttpResponse:
    sessions.revoke(actor(request).person_id, SessionId(session_id))
    messages.success(request, _("That session is ended. Whoever used it has to sign in again."))
    return redirect("identity:sessions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@throttle("20/m", name="identity.end_other_sessions", methods=("POST",))
@shows_nothing("a question")
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Ask whether all other sessions shall end, and end them."""
    if request.method != "POST":
        return render(request, "identity/sessions_end_others.html")
    return _end_others(request)


@fresh
def _end_others(request: HttpRequest) -> HttpResponse:
    count = sessions.end_all(actor(request).person_id, reason=Ending.REVOKED, keep=read.current(request))
    said = _("You are signed out everywhere else.") if count else _("You were signed in nowhere else.")
    messages.success(request, said)
    return redirect("identity:sessions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttle("20/m", by="address", name="identity.disown")
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who holds the mail about a sign-in say that it was not them. Opening the link ends nothing yet."""
    try:
        session_id = UUID(signing.loads(token, salt=DISOWNING, max_age=_LINK_LIVES))
    except signing.BadSignature:
        return render(request, "identity/disown.html", {"is_dead": True}, status=404)
    if request.method != "POST":
        return render(request, "identity/disown.html")
    sessions.disown(SessionId(session_id))
    messages.success(
        request, _("That session is ended. Now set a new password, so that nobody comes back with this one.")
    )
    return redirect("account_reset_password")
