"""One's own say about support: that they may look at the account, who does at this moment, and that they stop."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assay.kernel import clock
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.queries.access import actor, at_home
from assay.modules.identity.queries.impersonation import list_open
from assay.modules.identity.services import impersonation


@never_cache
@require_safe
@at_home
@shows(ACCOUNT)
def support(request: HttpRequest) -> HttpResponse:
    """Show whether support may look, and who does."""
    until = person_of(request).invites_support_until
    shown = {
        "until": until if until is not None and until > clock.now() else None,
        "looking": list_open(actor(request).person_id),
    }
    return render(request, "identity/support.html", shown)


@require_POST
@freshly
@throttle("20/h", by="person", name="identity.invite_support")
def invite(request: HttpRequest) -> HttpResponse:
    """Let support look for a day."""
    impersonation.invite_support(actor(request).person_id)
    messages.success(request, _("Support may look at your account for 24 hours. You are told by mail when they do."))
    return redirect("identity:support")


@require_POST
@at_home
@throttle("60/h", by="person", name="identity.end_support")
def end(request: HttpRequest) -> HttpResponse:
    """Let nobody look any more, from this moment on. That needs no proof: it takes nothing from anybody."""
    impersonation.uninvite_support(actor(request).person_id)
    messages.success(request, _("Nobody looks at your account any more."))
    return redirect("identity:support")
