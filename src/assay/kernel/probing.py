"""Somebody who runs into closed doors: a signed-in person's refusals are counted, and told when they mount up."""

from collections.abc import Callable
from typing import Final

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from assay.kernel import context
from assay.kernel.events import publish
from assay.kernel.facts import RefusalsMounted
from assay.kernel.gcra import Rate
from assay.kernel.logging import get_logger
from assay.kernel.throttle import allow, occasionally

log = get_logger(__name__)

REFUSALS: Final = frozenset({403, 404})
MANY: Final = Rate(40, 600)


class ProbingMiddleware:
    """Looks at the answers of signed-in people. Stands where the person is known and refusals are answers already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        person_id = context.current().person_id
        if person_id is not None and response.status_code in REFUSALS:
            key = f"kernel.refusals|{person_id}"
            if not allow(key, MANY).is_allowed and occasionally(key):
                _tell()
        return response


def _tell() -> None:
    """Announce it. A lost database keeps nobody from reading what the answer says."""
    here = context.current()
    try:
        with transaction.atomic():
            publish(RefusalsMounted(person_id=here.person_id, workspace_id=here.workspace_id))
    except DatabaseError:
        log.warning("refusals could not be told")
