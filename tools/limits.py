"""The list of limits, docs/compliance/limits.md: how often each address may be asked, and how large things may be.

Both are read from the code: the rates from the views, the sizes from the constants named here.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.urls import get_resolver
from django.utils.module_loading import import_string

PAGE: Final = Path("docs/compliance/limits.md")
# What is limited by number or size: where it stands, and what it limits.
SIZES: Final = (
    ("assay.config.settings.base", "BODY_LIMIT", "bytes of a request's body"),
    ("assay.kernel.pagination", "MOST", "rows of a page of any list"),
    ("assay.kernel.reports", "LARGEST", "bytes of a browser's report"),
    ("assay.kernel.http", "MOST_BYTES", "bytes of an answer from outside"),
    ("assay.modules.identity.policy.access", "MOST_MEMBERS", "members of a workspace"),
    ("assay.modules.identity.policy.access", "MOST_OWNED", "shared workspaces of a person"),
    ("assay.modules.identity.policy.access", "MOST_WAITING", "invitations of a workspace that wait"),
    ("assay.modules.identity.policy.access", "MOST_SENDINGS", "mails of one invitation"),
    ("assay.modules.identity.policy", "MOST_KEYS", "live API keys of a workspace"),
    ("assay.modules.identity.policy", "MOST_NETWORKS", "networks of an API key"),
    ("assay.modules.identity.policy", "MOST_PER_MINUTE", "requests a minute an API key may be given"),
    ("assay.modules.identity.services.factors", "MOST_PASSKEYS", "passkeys of a person"),
)
HEAD: Final = """---
owner: engineering
expires: 2027-05-31
---

# Limits

Written by `make regenerate` from the code. What is over a rate is answered 429 with `Retry-After`, what is too large
or too many 413, 422 or a sentence in the form; nothing is half done. A statement of the database may take
`DB_STATEMENT_TIMEOUT_MS`, a wait for a connection `DB_POOL_TIMEOUT_MS`; then 503 with `Retry-After`. Simulations,
searches and reports to be made run in the background process, or are counted as *costly* here. How guesses at
passwords and codes are slowed stands in ADR 17, what sessions may last in `SESSION_LIMITS`.

"""


def page() -> str:
    """Return the page's text. Django has to be set up."""
    rates = [("by kind of request", *row) for row in _usual()] + sorted({*_of_pages(), *_of_operations()})
    lines = [f"| {where} | {name} | {rate} | {by} |" for where, name, rate, by in rates]
    sizes = [f"| {about} | {value:,} | `{place}.{name}` |" for place, name, about, value in _sizes()]
    return (
        f"{HEAD}## How often\n\nOne count is shared by all addresses with the same name. A workspace holds many "
        "people, a network many workspaces.\n\n| Address | Count | At most | Each |\n|---|---|---|---|\n"
        + "\n".join(lines)
        + "\n\n## How many, how large\n\n| What | At most | Stands in |\n|---|---|---|\n"
        + "\n".join(sizes)
        + "\n"
    )


def _sizes() -> Iterator[tuple[str, str, str, int]]:
    for place, name, about in SIZES:
        yield place, name, about, int(getattr(import_module(place), name))


def _usual() -> Iterator[tuple[str, str, str]]:
    for limits in import_string("assay.kernel.throttle.usual")().values():
        yield from (_said(limit) for limit in limits)


def _of_pages() -> Iterator[tuple[str, str, str, str]]:
    for route, view in _walk(get_resolver().url_patterns):
        yield from ((f"`/{route}`", *_said(limit)) for limit in getattr(view, "limits", ()))


def _of_operations() -> Iterator[tuple[str, str, str, str]]:
    for _, router in import_string("assay.config.api.api")._routers:  # noqa: SLF001  ninja offers no other list of them
        for path, view in router.path_operations.items():
            for operation in view.operations:
                where = f"`{operation.methods[0]} /api/v1{path}`"
                yield from ((where, *_said(limit)) for limit in _carried(operation.run))


def _carried(view: Any) -> Iterable[Any]:
    """Return the limits of a view or of what it wraps."""
    while view is not None:
        if hasattr(view, "limits"):
            return tuple(view.limits)
        view = getattr(view, "__wrapped__", None)
    return ()


def _said(limit: Any) -> tuple[str, str, str]:
    unit = {60: "a minute", 3600: "an hour", 86_400: "a day"}.get(limit.rate.period, f"in {limit.rate.period} seconds")
    methods = f", {', '.join(sorted(limit.methods))} only" if limit.methods else ""
    return f"`{limit.name}`", f"{limit.rate.limit:,} {unit}{methods}", str(limit.by)


def _walk(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback
