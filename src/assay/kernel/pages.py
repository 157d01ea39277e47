"""Readable pages for errors: what happened, what to do next, and the id to quote."""

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override

from assay.kernel import context
from assay.kernel.logging import get_logger

log = get_logger(__name__)

NEXT_STEPS = {
    400: _("Go back and try again. If you followed a link, it may have been cut off."),
    401: _("Sign in and try again."),
    403: _("Ask the owner of the workspace for access, or sign in with another account."),
    404: _(
        "Check the address, or start from the first page. What you look for may be gone, or belong to somebody else."
    ),
    405: _("Go back and use the buttons of the page."),
    409: _("Reload the page to see how things stand now, then decide again."),
    413: _("Send less at once: the limit is one megabyte."),
    422: _("Go back, correct what is named and send it again. Nothing was saved."),
    429: _("Wait a moment, then try again."),
    500: _(
        "Nothing you entered before is lost. Try again; if it happens twice, write to us with the request id below."
    ),
    503: _("Wait a few seconds and reload the page. Nothing was changed."),
}
_BARE = Path(__file__).parent / "templates" / "errors" / "bare.html"


def error_page(request: HttpRequest, *, status: int, title: str, detail: str) -> HttpResponse:
    """Render the page for an error. From 500 on, and where the site's look fails, it needs nothing but its own text."""
    step = NEXT_STEPS.get(status, NEXT_STEPS[400])
    facts = {
        "status": status,
        "problem_title": title,
        "detail": detail,
        "next_step": step,
        "request_id": context.current().request_id or "",
    }
    if status < 500:
        rendered = _in_the_look(request, facts)
        if rendered is not None:
            return HttpResponse(rendered, status=status)
    return bare_page(request, facts)


def _in_the_look(request: HttpRequest, facts: dict[str, Any]) -> str | None:
    """Render within the site's look; None when that needs something which is away."""
    try:
        base = _look()
        return get_template("errors/problem.html").render(facts | {"look": base}, request) if base else None
    except (DatabaseError, TemplateDoesNotExist, ValueError) as error:  # ValueError: a static file without its entry
        log.warning("error page without the look", reason=type(error).__name__)
        return None


def _look() -> str | None:
    """Name the first of the site's own frames that exists."""
    for name in settings.PROBLEM_TEMPLATE_BASES:
        try:
            get_template(name)
        except TemplateDoesNotExist:
            continue
        return name
    return None


def bare_page(request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    """Render with nothing but text replacement; its one style sheet is allowed by its digest."""
    page = _bare()
    for name, value in facts.items():
        page = page.replace("{{ " + name + " }}", escape(str(value)))
    response = HttpResponse(page, status=int(facts["status"]))
    policy = settings.SECURE_CSP | {"style-src": [_style_digest()]}
    allowed: HttpResponse = csp_override(policy)(lambda _request: response)(request)
    return allowed


@cache
def _bare() -> str:
    return _BARE.read_text(encoding="utf-8")


@cache
def _style_digest() -> str:
    style = _bare().split("<style>")[1].split("</style>")[0]
    return f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'"
