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
from http.server import ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from assay.sandbox.answering import HTML, LOOPBACK, Handler
from assay.sandbox.oidc import github, page
from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.tenant import Refused, Tenant

SLOW_SECONDS: Final = 8
_DESCRIPTION: Final = ("/.well-known/openid-configuration", "/common/v2.0/.well-known/openid-configuration")
_ISSUED: Final = frozenset({*_DESCRIPTION, "/keys", "/token", "/userinfo", "/login/oauth/access_token", "/user"})


class Provider(ThreadingHTTPServer):
    """All tenants on one port; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, *, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Tenants)
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


class _Tenants(Handler):
    server: Provider
    server_version = "Identity-provider-stand-in"
    is_quiet = True

    def do_GET(self) -> None:
        tenant, rest, asked = self._where()
        if self.path == "/":
            self.send(page.listed(self.server.tenants), HTML)
        elif tenant is None:
            self.send_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)
        elif rest in {"/authorize", "/login/oauth/authorize"}:
            self._page(tenant, asked)
        elif rest in _ISSUED and self._is_broken(tenant):
            return
        elif rest in _DESCRIPTION:
            self.send_json(tenant.description())
        elif rest == "/keys":
            self.send_json(tenant.keys())
        elif rest in {"/userinfo", "/user", "/user/emails"}:
            self._guarded(lambda: self._about(tenant, rest))
        else:
            self.send_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        tenant, rest, asked = self._where()
        body = self.rfile.read(self.length()).decode()
        if tenant is None:
            self.send_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)
        elif rest in {"/authorize", "/login/oauth/authorize"}:
            self._chosen(tenant, asked, dict(parse_qsl(body)))
        elif rest in {"/token", "/login/oauth/access_token"}:
            if not self._is_broken(tenant):
                self._redeem(tenant, dict(parse_qsl(body)), is_github=rest != "/token")
        elif rest == "/cheat":
            tenant.faults = {Fault(word) for word in json.loads(body)}
            self.send_json({})
        elif rest == "/rotate":
            tenant.ring.rotate()
            self.send_json({})
        else:
            self.send_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def _where(self) -> tuple[Tenant | None, str, dict[str, str]]:
        parts = urlsplit(self.path)
        name, _, rest = parts.path.lstrip("/").partition("/")
        return self.server.tenants.get(name), f"/{rest}", dict(parse_qsl(parts.query))

    def _is_broken(self, tenant: Tenant) -> bool:
        """Break down in the way the tenant was told to, if it was."""
        if Fault.SLOW in tenant.faults:
            time.sleep(SLOW_SECONDS)
        elif Fault.BROKEN in tenant.faults:
            self.send_json({"error": "server_error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        elif Fault.HUGE in tenant.faults:
            self.send(b'{"filler": "' + b"x" * 3_000_000 + b'"}', "application/json")
        elif Fault.NOT_JSON in tenant.faults:
            self.send(b"<html>", "text/html")
        elif Fault.MOVED in tenant.faults and "moved" not in self.path:
            self.redirect(f"{self.path}?moved=1", HTTPStatus.FOUND)
        elif Fault.LOOP in tenant.faults:
            self.redirect(self.path, HTTPStatus.FOUND)
        else:
            return False
        return True

    def _page(self, tenant: Tenant, asked: Mapping[str, str]) -> None:
        def show() -> None:
            tenant.refuse_odd(asked)
            self.send(page.choose(tenant, self.path), HTML)

        self._guarded(show)

    def _chosen(self, tenant: Tenant, asked: Mapping[str, str], chosen: Mapping[str, str]) -> None:
        def go() -> None:
            tenant.refuse_odd(asked)
            answer = {"error": "access_denied", "state": asked["state"]}
            if "no" not in chosen:
                answer = tenant.grant(asked, page.claims(tenant, chosen))
            mark = "&" if "?" in asked["redirect_uri"] else "?"
            self.redirect(f"{asked['redirect_uri']}{mark}{urlencode(answer)}", HTTPStatus.FOUND)

        self._guarded(go)

    def _redeem(self, tenant: Tenant, form: Mapping[str, str], *, is_github: bool) -> None:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        kind, _, packed = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            client_id, _, secret = base64.b64decode(packed).decode().partition(":")
            client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        try:
            self.send_json(tenant.redeem(form, client_id=client_id, secret=secret))
        except Refused as refusal:  # GitHub refuses with a status of 200
            self.send_json({"error": refusal.word}, HTTPStatus.OK if is_github else HTTPStatus.BAD_REQUEST)

    def _about(self, tenant: Tenant, rest: str) -> None:
        said = tenant.userinfo(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if rest == "/userinfo":
            self.send_json(said)
        else:
            self.send_json(github.emails(said) if rest.endswith("emails") else github.user(said))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Refused as refusal:
            self.send_json({"error": refusal.word}, HTTPStatus.BAD_REQUEST)
