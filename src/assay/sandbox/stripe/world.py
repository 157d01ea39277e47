"""What the stand-in knows: objects by id, events in their order, and a clock that can be put forward."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from threading import RLock
from typing import Any, Final

type Thing = dict[str, Any]

API_VERSION: Final = "2026-10-28.endive"
_PREFIXES: Final[Mapping[str, str]] = {
    "customer": "cus",
    "product": "prod",
    "price": "price",
    "checkout.session": "cs_test",
    "billing_portal.session": "bps",
    "subscription": "sub",
    "subscription_item": "si",
    "invoice": "in",
    "charge": "ch",
    "refund": "re",
    "dispute": "du",
    "event": "evt",
}


class Refusal(Exception):
    """An error in Stripe's shape."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = "", kind: str = "invalid_request_error", param: str = ""
    ) -> None:
        super().__init__(message)
        named = {"type": kind, "code": code, "message": message, "param": param}
        self.status, self.body = status, {"error": {name: value for name, value in named.items() if value}}


class World:
    """One account. ``file``: where it is kept over restarts; ``heard`` is told of each event as it is made."""

    def __init__(self, *, key: str, webhook_secrets: tuple[str, ...], file: Path | None = None) -> None:
        self.key, self.webhook_secrets, self._file = key, webhook_secrets, file
        self.lock = RLock()
        self.things: dict[str, Thing] = {}
        self.events: list[Thing] = []
        self.answers: dict[str, Any] = {}  # by idempotency key
        self.ahead = 0  # seconds that the clock was put forward
        self.heard: Callable[[Thing], None] = lambda _: None
        self.address = ""
        if file is not None and file.exists():
            held = json.loads(file.read_text(encoding="utf-8"))
            self.things, self.events, self.ahead = held["things"], held["events"], held["ahead"]

    def now(self) -> int:
        """The present second of this account."""
        return int(time.time()) + self.ahead

    def make(self, kind: str, **fields: Any) -> Thing:
        """Make an object and keep it."""
        found = {
            "id": f"{_PREFIXES[kind]}_{secrets.token_hex(12)}",
            "object": kind,
            "created": self.now(),
            "livemode": False,
            "metadata": {},
            **fields,
        }
        self.things[found["id"]] = found
        return found

    def get(self, kind: str, name: str, *, param: str = "id") -> Thing:
        """Return an object. Raises Refusal as Stripe says that there is none."""
        found = self.things.get(name)
        if found is None or found["object"] != kind:
            raise Refusal(f"No such {kind}: '{name}'", status=404, code="resource_missing", param=param)
        return found

    def every(self, kind: str, **fields: Any) -> list[Thing]:
        """Return the objects of a kind whose fields are these, the oldest first."""
        return [
            one
            for one in self.things.values()
            if one["object"] == kind and all(one.get(name) == value for name, value in fields.items())
        ]

    def tell(self, event_type: str, about: Thing) -> Thing:
        """Make an event of an object as it is now, and say so."""
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": event_type,
            "data": {"object": deepcopy(about)},
        }
        self.events.append(event)
        self.heard(event)
        return event

    def save(self) -> None:
        """Keep everything, where there is a place for it."""
        if self._file is not None:
            held = {"things": self.things, "events": self.events, "ahead": self.ahead}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(held), encoding="utf-8")
