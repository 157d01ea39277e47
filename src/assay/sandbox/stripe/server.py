"""The stand-in over HTTP: the interface under /v1, its pages, and POST / for what time and banks do."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from assay.sandbox.answering import HTML, LOOPBACK, Handler
from assay.sandbox.stripe import calls, life, page
from assay.sandbox.stripe.world import Refusal, World

_SPANS: Final = {"day": life.DAY, "month": 31 * life.DAY, "year": 366 * life.DAY}


class Server(ThreadingHTTPServer):
    """One account on one port; port 0 takes a free one. ``broken``: every call is answered with this status."""

    daemon_threads = True

    def __init__(self, world: World, *, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Account)
        self.world = world
        self.broken = 0
        self.asked: list[tuple[str, str]] = []
        world.address = f"http://{LOOPBACK}:{self.server_port}"


class _Account(Handler):
    server: Server
    server_version = "Payment-processor-stand-in"
    is_quiet = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/v1/"):
            self._call(parts.path, parse_qsl(parts.query))
        else:
            with self.server.world.lock:
                self._page(parts.path)

    def do_DELETE(self) -> None:
        self._body()
        self._call(urlsplit(self.path).path, [])

    def do_POST(self) -> None:
        path, pairs = urlsplit(self.path).path, parse_qsl(self._body())
        if path.startswith("/v1/"):
            self._call(path, pairs)
            return
        with self.server.world.lock:
            try:
                where = self._act(path, dict(pairs))
            except (Refusal, KeyError):
                self.send("There is no such thing.", status=HTTPStatus.NOT_FOUND)
                return
            self.server.world.save()
        self.redirect(where or self.path)

    def _body(self) -> str:
        return self.rfile.read(self.length()).decode()

    def _call(self, path: str, pairs: list[tuple[str, str]]) -> None:
        world, again = self.server.world, False
        with world.lock:
            self.server.asked.append((self.command, path))
            try:
                self._guard()
                status, found, again = self._once(path, calls.unpacked(pairs))
                world.save()
            except Refusal as refusal:
                status, found = refusal.status, refusal.body
        extra = {"Idempotent-Replayed": "true"} if again else {}
        self.send_json(found, HTTPStatus(status), {"Request-Id": f"req_{id(self):x}", **extra})

    def _guard(self) -> None:
        if self.server.broken:
            raise Refusal("Something went wrong here.", status=self.server.broken, kind="api_error")
        if self.headers.get("Authorization") != f"Bearer {self.server.world.key}":
            raise Refusal("Invalid API Key provided.", status=401)

    def _once(self, path: str, asked: calls.Asked) -> tuple[int, Any, bool]:
        """Answer a write that carries a key as it was answered the first time. Raises Refusal."""
        world, key = self.server.world, self.headers.get("Idempotency-Key")
        mark = [self.command, path, asked]
        if key and self.command == "POST" and key in world.answers:
            former, status, found = world.answers[key]
            if former != mark:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    kind="idempotency_error",
                )
            return status, found, True
        try:
            status, found = 200, calls.shown(calls.answer(world, self.command, path, asked))
        except Refusal as refusal:
            status, found = refusal.status, refusal.body
        found = json.loads(json.dumps(found))
        if key and self.command == "POST":
            world.answers[key] = (mark, status, found)
        return status, found, False

    def _page(self, path: str) -> None:
        kind, _, name = path.strip("/").partition("/")
        world = self.server.world
        found = world.things.get(name.removesuffix(".txt"))
        if path == "/":
            text = page.index(world)
        elif found is None:
            self.send("There is no such thing.", status=HTTPStatus.NOT_FOUND)
            return
        else:
            text = {
                "pay": lambda: page.pay(world, found),
                "portal": lambda: page.portal(world, found),
                "invoice": lambda: page.invoice(found),
            }[kind]()
        self.send(text, HTML)

    def _act(self, path: str, form: Mapping[str, str]) -> str:
        """Do what a button says; return where the browser goes then. Raises Refusal, KeyError."""
        world, act = self.server.world, form.get("act", "")
        kind, _, name = path.strip("/").partition("/")
        if kind == "pay":
            session = world.get("checkout.session", name)
            if act == "pay":
                life.pay(world, session)
                return str(session["success_url"])
            return str(session["cancel_url"]) if act == "back" else ""
        if kind == "portal":
            session = world.get("billing_portal.session", name)
            self._manage(form, customer=session["customer"])
            return str(session["return_url"]) if act == "back" else ""
        if act in _SPANS:
            life.advance(world, _SPANS[act])
        elif act in {"refund", "dispute"}:
            {"refund": life.refund, "dispute": life.dispute}[act](world, world.get("invoice", form["invoice"]))
        return ""

    def _manage(self, form: Mapping[str, str], *, customer: str) -> None:
        world, act = self.server.world, form.get("act", "")
        if act == "card":
            held = world.get("customer", customer)
            held["_declines"] = not held.get("_declines", False)
        elif act in {"cancel", "resume", "change"}:
            subscription = world.get("subscription", form["subscription"])
            if subscription["customer"] != customer:
                raise Refusal("No such subscription", status=404)
            if act == "change":
                life.change_price(world, subscription, world.get("price", form["price"]))
            else:
                life.schedule_end(world, subscription, ends=act == "cancel")
