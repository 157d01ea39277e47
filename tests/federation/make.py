"""A browser that goes to the stand-in and comes back, as people do; every step is a request of its own."""

from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

from assay.kernel import tenancy
from assay.kernel.privacy import Secret
from assay.modules.federation.models import Connection
from assay.modules.federation.services import connections
from assay.modules.federation.types import ConnectionOrder
from assay.modules.identity.api import Actor, Role, open_workspace
from assay.modules.identity.models import Person
from assay.sandbox.oidc.server import Provider
from tests.directory.make import proven
from tests.identity.make import actor_for, person

DOMAIN, PAGE = "company-example.org", "/app/settings/workspace/sign-in/"
MAIL = "dana@gmail.com"


def at(url: str, *, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Ask the stand-in as a browser would; return the status and where it leads."""
    parts = urlsplit(url)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    body = None if form is None else urlencode(form)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request("GET" if form is None else "POST", f"{parts.path}?{parts.query}", body=body, headers=kind)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        line.close()


@dataclass(slots=True, kw_only=True)
class Trip:
    """One browser and one provider."""

    provider: Provider
    key: str = "google"
    client: Client = field(default_factory=Client)

    def out(self, query: str = "") -> str:
        """Press the button; return where the browser is sent."""
        answer = self.client.get(f"/accounts/with/{self.key}/{query}")
        assert 302 == answer.status_code, answer.content.decode()
        return str(answer["Location"])

    def choose(self, where: str, **who: str) -> str:
        """Be somebody there; return the way back, as a path of ours."""
        chosen = {"email": MAIL, "email_verified": "yes", **who}
        status, location = at(where, form={name: value for name, value in chosen.items() if value})
        assert 302 == status, (status, location)
        parts = urlsplit(location)
        return f"{parts.path}?{parts.query}"

    def back(self, path: str) -> Any:
        """Come back."""
        return self.client.get(path)

    def whole(self, query: str = "", **who: str) -> Any:
        """There and back."""
        return self.back(self.choose(self.out(query), **who))

    def joined(self, **who: str) -> Any:
        """There, back, and open an account."""
        answer = self.whole(**who)
        assert "/accounts/with/open/" == answer["Location"], answer["Location"]
        return self.client.post("/accounts/with/open/")


def is_signed_in(client: Client) -> bool:
    """Tell whether the browser is somebody's."""
    return client.get("/app/settings/").status_code == 200


def link_to(client: Client, key: str = "google") -> str:
    """Ask for a way in to be added; return the query that the page's link carries."""
    page = client.get(f"/app/settings/accounts/add/{key}/")
    assert 200 == page.status_code, page
    return page.content.decode().partition(f"/accounts/with/{key}/")[2].partition('"')[0]


def company(
    provider: Provider, *, name: str = "company", domain: str = DOMAIN, owner: Person | None = None, tried: bool = True
) -> Actor:
    """A shared workspace with a proven domain, and its provider, on."""
    owner = owner or person(email=f"owner-of-{name}@{domain}")
    workspace_id = open_workspace(owner.pk, name=name.title())
    actor = actor_for(owner, workspace_id=workspace_id)
    proven(actor, domain)
    tenant = provider.tenant(name)
    order = ConnectionOrder(
        issuer=tenant.issuer, client_id="assay", secret=Secret(tenant.clients["assay"]), role=Role.MEMBER.value
    )
    with tenancy.scope(workspace_id):
        connections.save(actor, order)
        if tried:
            connections.note_trial(actor)
            connections.switch(actor, is_enabled=True, is_enforced=False)
    return actor


def enforce(actor: Actor) -> None:
    with tenancy.scope(actor.workspace_id):
        connections.switch(actor, is_enabled=True, is_enforced=True)


def key_of(actor: Actor) -> str:
    with tenancy.scope(actor.workspace_id):
        return str(Connection.objects.get().pk)


def trip(provider: Provider, actor: Actor) -> Trip:
    return Trip(provider=provider, key=key_of(actor))
