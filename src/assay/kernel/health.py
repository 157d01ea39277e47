"""Is it alive, can it serve, how does it feel: three questions with three addresses.

``/livez``: the process answers (a supervisor restarts it otherwise); asks nobody. ``/readyz``: everything a request
needs is there; 503 names what is not. ``/healthz``: the details, for staff; nobody else learns that it exists.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assay.kernel.logging import get_logger
from assay.kernel.staff import is_staff

log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check saw. ``detail`` is for staff and holds numbers and names of things, never of people."""

    is_ok: bool
    detail: dict[str, object]


type Check = Callable[[], Finding]

_needed: dict[str, Check] = {}
_watched: dict[str, Check] = {}


class CheckFailed(RuntimeError):
    """A check found its subject unfit."""


def needed(name: str) -> Callable[[Check], Check]:
    """Register a check without which no request can be served (readyz and healthz)."""
    return _register(_needed, name)


def watched(name: str) -> Callable[[Check], Check]:
    """Register a check whose failure people should look at, though requests go on (healthz only)."""
    return _register(_watched, name)


def needed_names() -> tuple[str, ...]:
    """Return the names of the checks that /readyz asks."""
    return tuple(_needed)


def forget(name: str) -> None:
    """Take a check out again (tests and modules that are switched off)."""
    _needed.pop(name, None)
    _watched.pop(name, None)


def _register(checks: dict[str, Check], name: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        if name in _needed or name in _watched:
            raise ValueError(f"two checks are called {name}")
        checks[name] = check
        return check

    return register


@never_cache
@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """Answer; that is all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when every needed check is well, 503 with the names of those that are not."""
    failing = [name for name, check in _needed.items() if not _look(name, check).is_ok]
    status = {"status": "unavailable", "failing": failing} if failing else {"status": "ok"}
    response = JsonResponse(status, status=503 if failing else 200)
    if failing:
        response["Retry-After"] = "2"
    return response


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Show every check with its detail to staff; 404 to everybody else."""
    if not is_staff(request):
        raise Http404
    found: dict[str, Any] = {}
    for name, check in (*_needed.items(), *_watched.items()):
        started = time.perf_counter()
        finding = _look(name, check)
        took = round(1000 * (time.perf_counter() - started), 1)
        found[name] = {"ok": finding.is_ok, "milliseconds": took, **finding.detail}
    is_well = all(entry["ok"] for entry in found.values())
    return JsonResponse({"status": "ok" if is_well else "degraded", "checks": found})


def _look(name: str, check: Check) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 -- whatever a check raises is its finding
        log.warning("check failed", check=name, kind=type(error).__name__)
        return Finding(is_ok=False, detail={"error": type(error).__name__})
