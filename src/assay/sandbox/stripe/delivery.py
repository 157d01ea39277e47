"""Events go out, signed as Stripe signs, and come again until they are accepted; switches make it do worse."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any, Final

from assay.sandbox.stripe.calls import shown
from assay.sandbox.stripe.world import Thing, World

PAUSES: Final = (1, 2, 4, 8, 16, 32, 64)  # seconds; Stripe's own grow to hours, over three days


@dataclass(slots=True)
class Faults:
    """How the next deliveries go wrong."""

    drop: int = 0  # so many are never sent
    double: bool = False
    delay: float = 0.0
    reverse: int = 0  # so many are held back and sent in the opposite order


def body_of(event: Thing) -> bytes:
    """The text of an event as it is sent."""
    return json.dumps(shown(event)).encode()


def signature(body: bytes, secrets: tuple[str, ...], *, at: int | None = None) -> str:
    """Sign a text under each secret (https://docs.stripe.com/webhooks/signature)."""
    moment = int(time.time()) if at is None else at
    signed = f"{moment}.".encode() + body
    marks = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])


@dataclass(slots=True)
class Delivery:
    """One endpoint, and a thread that sends to it."""

    world: World
    url: str
    faults: Faults = field(default_factory=Faults)
    pauses: tuple[float, ...] = PAUSES
    answers: list[tuple[str, int]] = field(default_factory=list)
    _queue: "Queue[tuple[float, Thing, int]]" = field(default_factory=Queue)
    _held: list[Thing] = field(default_factory=list)
    _over: Event = field(default_factory=Event)

    def start(self) -> None:
        """Send from now on."""
        self.world.heard = self.hear
        Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Send nothing more."""
        self._over.set()

    def hear(self, event: Thing) -> None:
        """Queue an event, as well or badly as the switches say."""
        faults = self.faults
        if faults.drop > 0:
            faults.drop -= 1
            return
        if faults.reverse > 0:
            faults.reverse -= 1
            self._held.insert(0, event)
            if faults.reverse:
                return
            held, self._held = self._held, []
        else:
            held = [event]
        for one in held:
            for _ in range(2 if faults.double else 1):
                self._queue.put((time.monotonic() + faults.delay, one, 0))

    def _run(self) -> None:
        waiting: list[tuple[float, Thing, int]] = []
        while not self._over.is_set():
            with suppress(Empty):
                waiting.append(self._queue.get(timeout=0.05))
            now = time.monotonic()
            due, waiting = [one for one in waiting if one[0] <= now], [one for one in waiting if one[0] > now]
            for _, event, attempt in due:
                if not self._send(event) and attempt < len(self.pauses):
                    waiting.append((now + self.pauses[attempt], event, attempt + 1))

    def _send(self, event: Thing) -> bool:
        body = body_of(event)
        headers: dict[str, Any] = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, self.world.webhook_secrets),
            "User-Agent": "Stripe-stand-in",
        }
        request = urllib.request.Request(self.url, data=body, headers=headers)  # noqa: S310 -- the address of a start
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- the address of a start
                status = int(answer.status)
        except urllib.error.HTTPError as error:
            status = error.code
        except (urllib.error.URLError, OSError):
            status = 0
        self.answers.append((event["id"], status))
        return 200 <= status < 300
