"""Where staff begin, and the log of what they did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assay.kernel.reading import shows, shows_nothing
from assay.kernel.staff import offered
from assay.kernel.throttle import throttle
from assay.modules.backoffice import queries
from assay.modules.backoffice.events import DEEDS
from assay.modules.identity.api import StaffAction, actor, staff_page


@never_cache
@require_safe
@staff_page(StaffAction.PERSON_SEE)
@shows_nothing("a menu")
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is for somebody with this duty."""
    return render(request, "backoffice/home.html", {"pages": offered(request)})


@never_cache
@require_safe
@staff_page(StaffAction.STAFF_LOG)
@throttle("120/h", by="person", name="backoffice.log")
@shows(DEEDS)
def log(request: HttpRequest) -> HttpResponse:
    """Show what staff did. Raises Invalid for a bad cursor."""
    page = queries.list_deeds(actor(request), cursor=request.GET.get("cursor"))
    return render(request, "backoffice/log.html", {"page": page})
