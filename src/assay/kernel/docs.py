"""The API's interactive page, drawn by files of our own origin."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

# The interactive page's own library writes text into elements; it gets no person's data, and only this page allows it.
_TRUSTED: Final = {"require-trusted-types-for", "trusted-types"}
POLICY: Final = {name: sources for name, sources in settings.SECURE_CSP.items() if name not in _TRUSTED}


@csp_override(POLICY)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the description of the API at /api/v1/openapi.json."""
    return render(request, "kernel/docs.html", {})
