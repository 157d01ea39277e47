"""The stand-in over HTTP.

``GET /<tenant>/.well-known/openid-configuration``, ``/keys``, ``/authorize`` (a page to choose who one is), ``POST
/authorize`` (the choice), ``/token``, ``GET /userinfo``; for the tenant ``github`` what GitHub has. ``POST
/<tenant>/cheat`` takes a JSON list of faults, ``POST /<tenant>/rotate`` makes another key current.
"""

import base64
import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, override
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from assay.sandbox.oidc import github, page
from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.tenant import Refused, Tenant

LOOPBACK: Final = "127.0.0.1"
SLOW_SECONDS: Final = 8
_DESCRIPTION: Final = ("/.well-known/openid-configuration", "/common/v2.0/.well-known/openid-configuration")
_ISSUED: Final = frozenset({*_DESCRIPTION, "/keys", "/token", "/userinfo", "/login/oauth/access_token", "/user"})


class Provider(ThreadingHTTPServer):
    """All tenants on one port; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, *, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.tenants: dict[str, Tenant] = {}

    @property
    def address(self) -> str:
        """Where it is, as its issuers begin."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def tenant(self, name: str, *, client_id: str = "assay", secret: str = "") -> Tenant:
        """Return a tenant, made on first use, with this client."""
        found = self.tenants.setdefault(name, Tenant(issuer=f"{self.address}/{name}"))
        found.clients.setdefault(client_id, secret or f"secret-of-{client_id}-at-{name}")
        return found


class _Handler(BaseHTTPRequestHandler):
    server: Provider
    server_version = "Identity-provider-stand-in"
    timeout = 30

    def do_GET(self) -> None:
        tenant, rest, asked = self._where()
        if self.path == "/":
            self._send(page.listed(self.server.tenants).encode(), "text/html; charset=utf-8", HTTPStatus.OK)
        elif tenant is None:
            self._reply({"error": "not_found"}, HTTPStatus.NOT_FOUND)
        elif rest in {"/authorize", "/login/oauth/authorize"}:
            self._page(tenant, asked)
        elif rest in _ISSUED and self._is_broken(tenant):
            return
        elif rest in _DESCRIPTION:
            self._reply(tenant.description())
        elif rest == "/keys":
            self._reply(tenant.keys())
        elif rest in {"/userinfo", "/user", "/user/emails"}:
            self._guarded(lambda: self._about(tenant, rest))
        else:
            self._reply({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        tenant, rest, asked = self._where()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if tenant is None:
            self._reply({"error": "not_found"}, HTTPStatus.NOT_FOUND)
        elif rest in {"/authorize", "/login/oauth/authorize"}:
            self._chosen(tenant, asked, dict(parse_qsl(body)))
        elif rest in {"/token", "/login/oauth/access_token"}:
            if not self._is_broken(tenant):
                self._redeem(tenant, dict(parse_qsl(body)), is_github=rest != "/token")
        elif rest == "/cheat":
            tenant.faults = {Fault(word) for word in json.loads(body)}
            self._reply({})
        elif rest == "/rotate":
            tenant.ring.rotate()
            self._reply({})
        else:
            self._reply({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def _where(self) -> tuple[Tenant | None, str, dict[str, str]]:
        parts = urlsplit(self.path)
        name, _, rest = parts.path.lstrip("/").partition("/")
        return self.server.tenants.get(name), f"/{rest}", dict(parse_qsl(parts.query))

    def _is_broken(self, tenant: Tenant) -> bool:
        """Break down in the way the tenant was told to, if it was."""
        if Fault.SLOW in tenant.faults:
            time.sleep(SLOW_SECONDS)
        elif Fault.BROKEN in tenant.faults:
            self._reply({"error": "server_error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        elif Fault.HUGE in tenant.faults:
            self._send(b'{"filler": "' + b"x" * 3_000_000 + b'"}', "application/json", HTTPStatus.OK)
        elif Fault.NOT_JSON in tenant.faults:
            self._send(b"<html>", "text/html", HTTPStatus.OK)
        elif Fault.MOVED in tenant.faults and "moved" not in self.path:
            self._redirect(f"{self.path}?moved=1")
        elif Fault.LOOP in tenant.faults:
            self._redirect(self.path)
        else:
            return False
        return True

    def _page(self, tenant: Tenant, asked: Mapping[str, str]) -> None:
        def show() -> None:
            tenant.refuse_odd(asked)
            self._send(page.choose(tenant, self.path).encode(), "text/html; charset=utf-8", HTTPStatus.OK)

        self._guarded(show)

    def _chosen(self, tenant: Tenant, asked: Mapping[str, str], chosen: Mapping[str, str]) -> None:
        def go() -> None:
            tenant.refuse_odd(asked)
            answer = {"error": "access_denied", "state": asked["state"]}
            if "no" not in chosen:
                answer = tenant.grant(asked, page.claims(tenant, chosen))
            mark = "&" if "?" in asked["redirect_uri"] else "?"
            self._redirect(f"{asked['redirect_uri']}{mark}{urlencode(answer)}")

        self._guarded(go)

    def _redeem(self, tenant: Tenant, form: Mapping[str, str], *, is_github: bool) -> None:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        kind, _, packed = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            client_id, _, secret = base64.b64decode(packed).decode().partition(":")
            client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        try:
            self._reply(tenant.redeem(form, client_id=client_id, secret=secret))
        except Refused as refusal:  # GitHub refuses with a status of 200
            self._reply({"error": refusal.word}, HTTPStatus.OK if is_github else HTTPStatus.BAD_REQUEST)

    def _about(self, tenant: Tenant, rest: str) -> None:
        said = tenant.userinfo(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if rest == "/userinfo":
            self._reply(said)
        else:
            self._reply(github.emails(said) if rest.endswith("emails") else github.user(said))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Refused as refusal:
            self._reply({"error": refusal.word}, HTTPStatus.BAD_REQUEST)

    def _redirect(self, where: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _reply(self, document: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(json.dumps(document).encode(), "application/json", status)

    def _send(self, body: bytes, kind: str, status: HTTPStatus) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked had enough, which is what some of our tests are about

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: nobody reads a stand-in's log."""
