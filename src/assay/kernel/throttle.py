"""How often somebody may ask: by person or key, by workspace, by network address, and by what kind of work it is.

Every operation of the interface and every form has the limits of its kind without saying so; ``throttle`` adds one of
its own to a view, ``costly`` says that a view is of the dear kind. All limits of a request are held against the count
in one round trip, at the door (``guarded`` for the interface, ``LimitsMiddleware`` for pages).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from assay.kernel import context, crypto
from assay.kernel.db import OUTAGES, reason
from assay.kernel.errors import TooMany
from assay.kernel.events import publish
from assay.kernel.facts import LimitReached
from assay.kernel.gcra import Allowance, Counter, Rate
from assay.kernel.logging import get_logger
from assay.kernel.memory import Memory
from assay.kernel.tenancy import PER_MINUTE

log = get_logger(__name__)

type View = Callable[..., HttpResponseBase]

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_NOTED: Final = "_assay_allowances"
REFUSED_KEY: Final = "_assay_refused_key"  # set where it came with one that is not good
_MINUTE: Final = 60


class By(StrEnum):
    """Whose requests are counted together."""

    PERSON = "person"  # the signed-in person, or each of their keys by itself; the address while signed out
    WORKSPACE = "workspace"
    ADDRESS = "address"


class Kind(StrEnum):
    """What kind of work a request asks for."""

    READ = "read"
    WRITE = "write"
    COSTLY = "costly"
    SIGN_IN = "sign-in"
    REFUSED = "refused-key"  # a request whose key is not good


@dataclass(frozen=True, slots=True)
class Limit:
    """One count a request is held against. ``methods``: only these count (None: all)."""

    name: str
    rate: Rate
    by: By
    methods: frozenset[str] | None = None

    def counts(self, request: HttpRequest) -> bool:
        """Tell whether a request of this method is counted."""
        return self.methods is None or request.method in self.methods


def _limits(kind: Kind, **rates: int) -> tuple[Limit, ...]:
    return tuple(Limit(f"{kind}-{by}", Rate(rate, _MINUTE), By(by)) for by, rate in rates.items())


# Requests a minute. A workspace holds many people and an address many workspaces (offices, mobile networks).
_DEFAULTS: Final = {
    Kind.READ: _limits(Kind.READ, person=600, workspace=3_000, address=3_000),
    Kind.WRITE: _limits(Kind.WRITE, person=120, workspace=600, address=600),
    Kind.COSTLY: _limits(Kind.COSTLY, person=30, workspace=120, address=120),
    Kind.SIGN_IN: _limits(Kind.SIGN_IN, address=120),
    Kind.REFUSED: _limits(Kind.REFUSED, address=60),
}
_counter: Final = Counter()
_samples: Final = Memory[str, None](size=20_000, seconds=_MINUTE)  # what was noted of late


def usual() -> Mapping[Kind, tuple[Limit, ...]]:
    """Return what every request of a kind is held against, whatever its address adds."""
    return _DEFAULTS


def allow(key: str, rate: Rate) -> Allowance:
    """Count one request under ``key`` and tell whether it may go on."""
    return _counter.ask(key, rate)


def forget_counts(keys: Collection[str]) -> None:
    """Set what was counted under these keys back to nothing."""
    _counter.forget(keys)


def occasionally(name: str) -> bool:
    """Tell whether this is the first time in a minute, in this process: for what is noted by sample."""
    return _samples.is_first(name, None)


def throttle(
    rate: str, *, by: str = "person", name: str = "", methods: Collection[str] | None = None
) -> Callable[[View], View]:
    """Limit a view to ``rate`` per caller; above it the view is not called and TooMany is raised.

    ``by``: ``"person"``, ``"workspace"`` or ``"address"``. ``name``: views with one name share one count (default: each
    its own). ``methods``: count only these (default: all). On ninja routes use ``@decorate_view(throttle(…))``.
    """
    allowed, who = Rate.parse(rate), By(by)
    counted = frozenset(methods) if methods is not None else None

    def decorate(view: View) -> View:
        limit = Limit(name or f"{view.__module__}.{view.__qualname__}", allowed, who, counted)

        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not limit.counts(request) or limit in [known for known, _ in noted(request)]:
                return view(request, *args, **kwargs)
            hold(request, [limit])  # nobody did at the door
            response = view(request, *args, **kwargs)
            for header, value in headers(request).items():
                response.headers.setdefault(header, value)
            return response

        vars(limited)["limits"] = (*getattr(view, "limits", ()), limit)  # what the door reads
        return limited

    return decorate


def costly(view: View) -> View:
    """Say of a view that it makes us work hard: a simulation, a document. Ninja: ``@decorate_view(costly)``."""

    @wraps(view)
    def dear(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    vars(dear)["kind"] = Kind.COSTLY  # what the door reads
    return dear


def guarded(view: View) -> View:
    """Hold each request for an operation of the interface against its limits, before anything else is done."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = Kind.READ if request.method in SAFE_METHODS else Kind.WRITE
        hold(request, _of(request, view, kind))
        return view(request, *args, **kwargs)

    return door


def forms_limits(request: HttpRequest, view: View) -> list[Limit]:
    """Return what a request for a page is held against: reading has only the limits the page names itself."""
    if request.method in SAFE_METHODS:
        return [limit for limit in getattr(view, "limits", ()) if limit.counts(request)]
    is_door = request.path.startswith(settings.SIGN_IN_PATHS)
    return _of(request, view, Kind.SIGN_IN if is_door else Kind.WRITE)


def _of(request: HttpRequest, view: View, kind: Kind) -> list[Limit]:
    present = context.current()
    kind = getattr(view, "kind", kind)
    if getattr(request, REFUSED_KEY, None):
        kind = Kind.REFUSED
    own = [limit for limit in getattr(view, "limits", ()) if limit.counts(request)]
    usual = [limit for limit in _DEFAULTS[kind] if limit.by is By.ADDRESS or present.person_id]
    per_minute = getattr(request, PER_MINUTE, None)
    named = [Limit("key", Rate(per_minute, _MINUTE), By.PERSON)] if per_minute else []
    return [*named, *usual, *own]


def hold(request: HttpRequest, limits: Sequence[Limit]) -> None:
    """Hold a request against limits, all at once. Raises TooMany when one of them has no room; then none counts it."""
    if not limits:
        return
    asked = [(f"{limit.name}|{caller(request, limit.by)}", limit.rate) for limit in limits]
    found = list(zip(limits, _counter.ask_all(asked), strict=True))
    setattr(request, _NOTED, [*noted(request), *found])
    refused = max(found, key=lambda one: one[1].retry_after)
    if refused[1].is_allowed:
        return
    _note(request, refused[0])
    rate = refused[0].rate
    refusal = TooMany(
        f"At most {rate.limit} in {rate.period} seconds are allowed here ({refused[0].name}).",
        retry_after=refused[1].retry_after,
    )
    refusal.headers = headers(request)
    raise refusal


def noted(request: HttpRequest) -> list[tuple[Limit, Allowance]]:
    """Return what the request was held against, and with which outcome."""
    found: list[tuple[Limit, Allowance]] = getattr(request, _NOTED, [])
    return found


def headers(request: HttpRequest) -> dict[str, str]:
    """Return the header fields about limits: draft-ietf-httpapi-ratelimit-headers-10."""
    found = noted(request)
    if not found:
        return {}
    policies = [f'"{limit.name}";q={limit.rate.limit};w={limit.rate.period}' for limit, _ in found]
    standing = [f'"{limit.name}";r={one.remaining};t={one.reset_after}' for limit, one in found]
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(standing)}


def caller(request: HttpRequest, by: By) -> str:
    """Name whose request this is: key, person or workspace where one is known and asked for, else the address."""
    present = context.current()
    if by is By.PERSON and present.key_id:
        return f"key:{present.key_id}"
    if by is By.PERSON and present.person_id:
        return f"person:{present.person_id}"
    if by is By.WORKSPACE and present.workspace_id:
        return f"workspace:{present.workspace_id}"
    return f"address:{network(request)}"


def address(request: HttpRequest) -> str:
    """Return the caller's network address: the one our outermost trusted proxy saw, never one the caller wrote."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else direct


def network(request: HttpRequest) -> str:
    """Return what counts as one network: an IPv4 address, or the /64 of an IPv6 address, which is one customer's."""
    said = address(request)
    try:
        found = ip_address(said)
    except ValueError:
        return said
    if isinstance(found, IPv4Address):
        return said
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def _note(request: HttpRequest, limit: Limit) -> None:
    """Announce that a limit was reached, at most once a minute for each limit and caller."""
    who = caller(request, limit.by)
    if not occasionally(f"{limit.name}|{who}"):
        return
    present = context.current()
    try:
        with transaction.atomic():
            publish(
                LimitReached(
                    limit=limit.name,
                    by=limit.by,
                    person_id=present.person_id,
                    workspace_id=present.workspace_id,
                    key_id=present.key_id,
                    network=crypto.blind(address(request), purpose="network"),
                )
            )
    except OUTAGES as error:  # the refusal stands without its fact
        log.warning("limit reached, not announced", limit=limit.name, reason=reason(error))
