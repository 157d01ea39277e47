"""Pages for everybody. They ask for nothing and remember nothing."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assay.modules.content import queries
from assay.web.words import KINDS, VERDICTS

ROBOTS = "User-agent: *\nDisallow: /app/\nDisallow: /accounts/\nDisallow: /api/\nAllow: /\n"


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What Assay is, shown."""
    return render(
        request,
        "content/landing.html",
        {
            "chance": queries.example_chance(),
            "mix": queries.EXAMPLE_MIX,
            "beliefs": queries.example_beliefs(),
            "cash": queries.example_cash(),
            "rule": queries.example_rule(),
            "tests": queries.example_tests(),
            "kinds": KINDS.values(),
        },
    )


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How numbers come about, in plain words."""
    return render(
        request,
        "content/method.html",
        {"kinds": KINDS.values(), "verdicts": VERDICTS.values(), "readings": queries.list_readings()},
    )


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view receives the request
    """Search engines read the public pages only."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view receives the request
    """Browsers that look for the old address find the mark."""
    return HttpResponseRedirect(staticfiles_storage.url("web/mark.svg"))


urlpatterns = [
    path("", landing, name="landing"),
    path("method/", method, name="method"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
]
