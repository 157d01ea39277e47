"""One's own ways in: see them, add one, remove one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.federation import conf
from assay.modules.federation.errors import LastWayIn
from assay.modules.federation.events import WAYS_IN
from assay.modules.federation.pages import keeping
from assay.modules.federation.queries.connections import find_of_person
from assay.modules.federation.queries.links import get_link, list_links
from assay.modules.federation.queries.providers import get
from assay.modules.federation.services.links import unlink
from assay.modules.identity.api import actor, at_home, fresh, has_own_way_in


@never_cache
@require_safe
@at_home
@shows(WAYS_IN)
def links(request: HttpRequest) -> HttpResponse:
    """Show by which accounts elsewhere this one can be opened."""
    person_id = actor(request).person_id
    shown = {
        "links": list_links(person_id),
        "providers": conf.everybodys(),
        "has_own": has_own_way_in(person_id),
    }
    return render(request, "federation/links.html", shown)


@never_cache
@require_safe
@at_home
@fresh
@shows(WAYS_IN)
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Say what adding a way in means, and give the link that does it."""
    provider = get(key)
    return render(request, "federation/add.html", {"provider": provider, "ticket": keeping.give_ticket(request)})


@never_cache
@require_safe
@at_home
@shows_nothing(because="whether the person has a company to confirm by, which is their own")
def confirm(request: HttpRequest) -> HttpResponse:
    """Lead to the company's provider, to prove anew who is signed in."""
    who, is_for_factor = actor(request), "factor" in request.GET
    found = find_of_person(who.person_id, for_factor=who.workspace_id if is_for_factor else None)
    shown = {
        "card": found,
        "is_for_factor": is_for_factor,
        "next": keeping.safe_next(request),
        "ticket": keeping.give_ticket(request) if found else "",
    }
    return render(request, "federation/confirm.html", shown)


@never_cache
@throttle("30/m", by="person", name="federation.link_remove", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@fresh
@shows(WAYS_IN)
def remove(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Take a way in away, once more asked."""
    person_id = actor(request).person_id
    shown: dict[str, object] = {"card": get_link(person_id, link_id)}
    if request.method != "POST":
        return render(request, "federation/remove.html", shown)
    try:
        unlink(person_id, link_id)
    except LastWayIn as fault:
        shown["refused"] = _("Set a password or add a passkey first: without this you could not get in any more.")
        return render(request, "federation/remove.html", shown, status=fault.status)
    messages.success(request, _("It is removed and no longer opens your account."))
    return redirect("federation:links")
