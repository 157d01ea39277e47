"""Pages that belong to the look itself: every component on one page, and the theme switch."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from assay.kernel.staff import is_staff
from assay.web import showcase
from assay.web.theme import Theme, remember


@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Every component. Open to all while developing; in production staff alone see it."""
    if settings.IS_PRODUCTION and not is_staff(request):
        raise Http404
    return render(request, "web/design.html", showcase.context())


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to where the reader was."""
    value = request.POST.get("theme", "")
    response = HttpResponseRedirect(_way_back(request))
    if value in set(Theme):
        remember(response, theme=Theme(value), is_secure=request.is_secure())
    return response


def _way_back(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and is_ours else "/"
