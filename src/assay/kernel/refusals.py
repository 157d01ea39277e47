"""What was refused, as events of security: one line each and a count by kind, whatever refused it.

A single refusal is ordinary; who investigates wants all of one network's, or to see that a kind rises. What belongs to
somebody is told further by the rules that read the audit log (``probing``, ``throttle``).
"""

from enum import StrEnum
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter

from assay.kernel import context, crypto
from assay.kernel.errors import FormExpired
from assay.kernel.logging import get_logger
from assay.kernel.origins import FromElsewhere
from assay.kernel.throttle import address

log = get_logger("assay.security")


class Kind(StrEnum):
    """What kind of refusal it was."""

    ACCESS = "access"  # not signed in, not allowed, or not theirs
    FORGED = "forged"  # a form or call that another site may have made
    INPUT = "input"  # what no page or client of ours would send
    LIMIT = "limit"  # too often


_BY_STATUS: Final = {
    401: Kind.ACCESS,
    403: Kind.ACCESS,
    400: Kind.INPUT,
    405: Kind.INPUT,
    413: Kind.INPUT,
    415: Kind.INPUT,
    422: Kind.INPUT,
    429: Kind.LIMIT,
}
_FORGED: Final = frozenset({FormExpired.type_code(), FromElsewhere.type_code()})
_counted: Final = Counter("assay_refused_total", "Requests that were refused", ["kind"])


def kind_of(request: HttpRequest, response: HttpResponseBase) -> Kind | None:
    """Return what kind of refusal an answer is; None for an answer that is none.

    A 404 is one where the address exists and somebody signed in asked: that is how another's thing answers.
    """
    if response.status_code == 404 and request.resolver_match and context.current().person_id is not None:
        return Kind.ACCESS
    if getattr(response, "assay_problem", "") in _FORGED:
        return Kind.FORGED
    return _BY_STATUS.get(response.status_code)


def note(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write down a refusal: kind, what said no, where, and the network it came from as a keyed hash."""
    kind = kind_of(request, response)
    if kind is None:
        return
    _counted.labels(kind).inc()
    log.warning(
        "request refused",
        kind=str(kind),
        problem=getattr(response, "assay_problem", ""),
        status=response.status_code,
        route=f"/{request.resolver_match.route}" if request.resolver_match else "unknown",
        network=crypto.blind(address(request), purpose="network")[:16],  # longer ones look like tokens and are masked
    )
