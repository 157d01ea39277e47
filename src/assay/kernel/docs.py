"""The API's interactive page, drawn by files of our own origin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the description of the API at /api/v1/openapi.json."""
    return render(request, "kernel/docs.html", {})
