"""What browsers report of our pages: a policy that was broken, by an attack or by a mistake of ours.

A report comes from anybody and says anything. Only words we know are kept: which directive, in which way, and the host
that was asked for. Samples, addresses and referrers can carry what people typed, and stay out.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from prometheus_client import Counter

from assay.kernel.errors import Malformed, TooLarge, WrongFormat
from assay.kernel.logging import get_logger
from assay.kernel.throttle import throttle

log = get_logger(__name__)

LARGEST: Final = 64_000  # bytes
MOST: Final = 20  # reports taken from one batch
TYPES: Final = frozenset({"application/csp-report", "application/reports+json", "application/json"})
DIRECTIVES: Final = frozenset(
    {
        "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem",
        "style-src-attr", "img-src", "connect-src", "font-src", "form-action", "frame-ancestors", "base-uri",
        "object-src", "frame-src", "worker-src", "manifest-src", "media-src", "require-trusted-types-for",
        "trusted-types",
    }
)  # fmt: skip
_counted: Final = Counter(
    "assay_browser_reports_total", "Broken content policies that browsers reported", ["directive"]
)


@csrf_exempt
@require_POST
@throttle("60/m", by="address", name="kernel.reports")
def browser(request: HttpRequest) -> HttpResponse:
    """Take a browser's reports. Raises WrongFormat, TooLarge, Malformed."""
    if request.content_type not in TYPES:
        raise WrongFormat("Send application/reports+json.")
    if len(request.body) > LARGEST:
        raise TooLarge(f"The limit is {LARGEST // 1000} kB.")
    for directive, blocked in _broken(_read(request.body)):
        _counted.labels(directive).inc()
        log.warning("content policy broken", directive=directive, blocked=blocked)
    return HttpResponse(status=204)


def _read(body: bytes) -> list[Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("The body is not valid JSON.") from None
    return found[:MOST] if isinstance(found, list) else [found]


def _broken(reports: list[Any]) -> Iterator[tuple[str, str]]:
    for report in reports:
        if not isinstance(report, Mapping):
            continue
        inner = report.get("csp-report") or report.get("body")  # the old form, and that of the Reporting API
        if isinstance(inner, Mapping):
            yield _directive(inner), _host(inner)


def _directive(report: Mapping[str, Any]) -> str:
    said = str(
        report.get("effectiveDirective") or report.get("effective-directive") or report.get("violated-directive")
    )
    word = said.split(" ", 1)[0]
    return word if word in DIRECTIVES else "other"


def _host(report: Mapping[str, Any]) -> str:
    said = str(report.get("blockedURL") or report.get("blocked-uri") or "")[:2_000]
    try:
        parts = urlsplit(said)
        return (parts.hostname or "")[:100] if parts.scheme in {"http", "https", "ws", "wss"} else "inline"
    except ValueError:
        return "unreadable"
