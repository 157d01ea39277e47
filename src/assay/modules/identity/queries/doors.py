"""How an operation of the interface says whom it lets in: people with a session, programs with a key and its scope.

``door("ideas")`` asks a program for the scope ``ideas:read`` or, for what changes something, ``ideas:write``; people
need none. ``signed_or_fresh("members")`` lets in people who proved lately who they are, and programs whose request
is signed; ``signed("audit")`` asks programs alone for that. ``session_auth`` is for people alone. A request that names
a key is a program's, whatever cookies it has.
"""

from collections.abc import Mapping
from typing import Any, Final, override

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from assay.kernel.throttle import SAFE_METHODS
from assay.modules.identity import policy
from assay.modules.identity.errors import (
    KeyInAddress,
    KeyNotEnough,
    KeyRefused,
    ScopeMissing,
    SignatureNeeded,
)
from assay.modules.identity.queries import access
from assay.modules.identity.queries.fresh import require_fresh
from assay.modules.identity.types import Actor, Program, Scope

_PROGRAM: Final = "_assay_program"
_REFUSAL: Final = "_assay_program_refusal"
_offered: Final[set[Scope]] = set()
type Requirement = list[dict[str, list[str]]]


def comes_with_key(request: HttpRequest) -> bool:
    """Tell whether a request is a program's. Pages are for people; what else a caller sends there means nothing."""
    return request.path.startswith("/api/") and "Authorization" in request.headers


def remember(request: HttpRequest, program: Program | None, *, refusal: Exception | None = None) -> None:
    """Note who the program is, or why it is nobody."""
    setattr(request, _PROGRAM, program)
    setattr(request, _REFUSAL, refusal)
    access.remember(request, program.actor if program else None)


def program(request: HttpRequest) -> Program | None:
    """Return the program behind a request; None for a person's and for one whose key or signature is not good."""
    found: Program | None = getattr(request, _PROGRAM, None)
    return found


def offer(*scopes: Scope) -> None:
    """Say which scopes operations ask for; called once, by whoever puts the interface together."""
    _offered.update(scopes)


def offered() -> tuple[Scope, ...]:
    """Return every scope that some operation asks for."""
    return tuple(sorted(_offered))


class Door(APIKeyCookie):
    """Lets in people with their session, and programs whose key has the scope."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, *, scopes: Mapping[bool, Scope], asks_signature: bool = False, asks_proof: bool = False) -> None:
        super().__init__()
        self.scopes, self.asks_signature, self.asks_proof = scopes, asks_signature, asks_proof
        del self.openapi_security_schema  # `requirement` says more

    @override
    def __call__(self, request: HttpRequest) -> Actor:
        if policy.holds_key(request.META.get("QUERY_STRING", "")):
            raise KeyInAddress("Send it as Authorization: Bearer. Whoever keeps logs has seen this one: revoke it.")
        if comes_with_key(request):
            return self._let_program_in(request)
        return self._let_person_in(request)

    @override
    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return access.admitted(request)

    def scope(self, method: str) -> Scope:
        """Return what a key needs for this method."""
        return self.scopes[method in SAFE_METHODS]

    def requirement(self, method: str) -> Requirement:
        """Return what OpenAPI calls the security requirement: one of these."""
        program = {"key": [str(self.scope(method))]}
        return [{"session": []}, program | {"signature": []} if self.asks_signature else program]

    def _let_program_in(self, request: HttpRequest) -> Actor:
        found = program(request)
        if found is None:
            raise getattr(request, _REFUSAL, None) or KeyRefused
        scope = self.scope(str(request.method))
        if scope not in found.key.scopes:
            raise ScopeMissing(scope)
        if self.asks_signature and not found.is_signed:
            raise SignatureNeeded
        return found.actor

    def _let_person_in(self, request: HttpRequest) -> Actor:
        found = self.authenticate(request, self._get_key(request))  # which looks for the proof of origin first
        if found is None:
            refusal = access.signed_out(request)
            refusal.headers = {"WWW-Authenticate": 'Bearer realm="assay"'}
            raise refusal
        if self.asks_proof:
            require_fresh(request)
        return found


class PeopleOnly(access.SessionAuth):
    """Lets in people with their session, and no key whatever its scopes."""

    def __init__(self) -> None:
        super().__init__()
        del self.openapi_security_schema

    def requirement(self, _method: str) -> Requirement:
        """Return what OpenAPI calls the security requirement."""
        return [{"session": []}]

    @override
    def __call__(self, request: HttpRequest) -> Any:
        if comes_with_key(request):
            raise KeyNotEnough("Sign in, and use the pages.")
        return super().__call__(request)


def door(resource: str) -> Door:
    """Make the door of an operation, or of a whole router, about a resource."""
    return Door(scopes=_scopes(resource))


def signed_or_fresh(resource: str) -> Door:
    """Make the door of a sensitive operation: a recent proof by people, a signature by programs, for every method."""
    return Door(scopes=_scopes(resource), asks_signature=True, asks_proof=True)


def signed(resource: str) -> Door:
    """Make the door of an operation that programs sign, because it needs more than a member's role."""
    return Door(scopes=_scopes(resource), asks_signature=True)


def _scopes(resource: str) -> Mapping[bool, Scope]:
    return {True: Scope(f"{resource}:read"), False: Scope(f"{resource}:write")}


session_auth: Final = PeopleOnly()
