"""Answer a repeated unsafe request with its first answer.

The key's row and everything the view does are committed in one transaction, under an advisory lock that the database
gives up with that transaction. So a crash at any point leaves neither effect nor key, and no lease can go stale.

The key belongs to a caller, method and path. The same key with another body is refused (422); while the first request
runs, a second one is told so (409). Answers that may differ next time (401, 409, 429, 5xx) are
not kept, nor are their effects.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, override

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from assay.kernel import clock, context, crypto, throttle
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.models import Replay

type View = Callable[..., HttpResponse]

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
LARGEST_ANSWER = 1_000_000  # bytes
_PLACE = "kernel_replay.answer"
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")
_NEVER_KEPT = frozenset({401, 409, 429})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""

    title = "The first request with this key is still running"
    advice = "Wait a second and repeat the request with the same key and body: the first answer is given again."

    @property
    @override
    def retry_after(self) -> int:
        """Whole seconds to wait."""
        return 1


class KeyUsedOtherwise(Invalid):
    """The key was used before with another body."""

    title = "This idempotency key was used with another body"
    advice = "Use a new key for a new request; repeat a request with exactly the body it had first."


class KeyNotValid(Invalid):
    """The key is not 1 to 255 printable ASCII characters."""

    title = "The idempotency key is not valid"
    advice = "Send 1 to 255 printable ASCII characters as Idempotency-Key; a random UUID will do."


def idempotent(view: View) -> View:
    """Make an unsafe view answer each key once; requests without a key pass. Ninja: ``@decorate_view(idempotent)``."""

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method in SAFE_METHODS:
            return view(request, *args, **kwargs)
        if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise KeyNotValid(f"A key has 1 to {LONGEST_KEY} printable ASCII characters.")
        return _once(request, _scope(request, key), lambda: view(request, *args, **kwargs))

    return once


def _once(request: HttpRequest, scope: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        if not _lock(scope):
            raise StillRunning
        found = Replay.objects.filter(scope__in=_keyed(scope)).first()
        if found is not None and found.expires_at > clock.now():
            return _replayed(found, fingerprint)
        if found is not None:
            found.delete()
        return _first(scope, fingerprint, answer)


def _first(scope: str, fingerprint: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the view in a savepoint: the effects of a refusal are undone, its answer is kept."""
    mark = transaction.savepoint_create()
    response = answer()
    if response.status_code >= 400:
        transaction.savepoint_rollback(mark)
    else:
        transaction.savepoint_commit(mark)
    if _is_kept(response):
        Replay.objects.create(
            scope=_keyed(scope)[0], fingerprint=_keyed(fingerprint)[0], status=response.status_code,
            answer=_sealed(response), expires_at=clock.now() + KEPT_FOR,
        )  # fmt: skip
    return response


def _is_kept(response: HttpResponse) -> bool:
    if response.status_code >= 500 or response.status_code in _NEVER_KEPT:
        return False
    return not response.streaming and len(response.content) <= LARGEST_ANSWER


def _replayed(found: Replay, fingerprint: str) -> HttpResponse:
    if found.fingerprint not in _keyed(fingerprint):
        raise KeyUsedOtherwise("Use a new key for a new request.")
    headers, body = _opened(found.answer)
    response = HttpResponse(body, status=found.status, headers=headers)
    if "Content-Type" not in headers:
        del response["Content-Type"]
    response["Idempotent-Replayed"] = "true"
    return response


def _sealed(response: HttpResponse) -> str:
    """Seal an answer for who asked: headers as JSON in the first line, then the body."""
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    plain = json.dumps(headers).encode() + b"\n" + response.content
    return crypto.seal(plain, subject=context.current().person_id or crypto.NOBODY, context=_PLACE)


def _opened(answer: str) -> tuple[dict[str, str], bytes]:
    headers, _, body = crypto.unseal(answer, context=_PLACE).partition(b"\n")
    return json.loads(headers), body


def _lock(scope: str) -> bool:
    """Take the scope for this transaction, or learn that somebody has it."""
    number = int.from_bytes(bytes.fromhex(scope[:16]), "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def _scope(request: HttpRequest, key: str) -> str:
    caller = throttle.caller(request, throttle.By.PERSON)
    return _digest(caller, str(request.method), request.path, key)


def _fingerprint(request: HttpRequest) -> str:
    return _digest(request.META.get("QUERY_STRING", ""), request.META.get("CONTENT_TYPE", ""), request.body)


def _keyed(digest: str) -> tuple[str, ...]:
    """Return what may stand in the database: with a copy of it, short bodies could be tried until a digest agrees."""
    return crypto.blinds(digest, purpose="idempotency")


def _digest(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
