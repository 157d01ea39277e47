"""/metrics for Prometheus: closed unless a token is set, and then open to whoever brings it; 404 to everybody else.

What a module counts in its own process registers with prometheus_client as usual. What is true of the whole product is
read from the database when it is asked for, so that it is right whatever number of processes there is: such a source
is a function registered with ``measured``.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import override

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

type Source = Callable[[], Iterable[Metric]]

_sources: list[Source] = []


def measured(source: Source) -> Source:
    """Register a function that is asked for its metrics at each scrape."""
    _sources.append(source)
    return source


class _Sources(Collector):
    @override
    def collect(self) -> Iterator[Metric]:
        for source in _sources:
            yield from source()


_whole = CollectorRegistry()
_whole.register(_Sources())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scraper that brings the token as ``Authorization: Bearer …``."""
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not any(hmac.compare_digest(brought, token.encode()) for token in settings.METRICS_TOKENS):
        raise Http404
    return HttpResponse(generate_latest(_whole) + generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
