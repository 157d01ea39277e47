"""People for tests: Alice owns a workspace, Bob shares it as a member, Charlie is outside.

Each builder writes the rows a finished sign-up leaves behind; nothing is patched and nothing is sent.
"""

import time
import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from assay.kernel.privacy import Email, PersonName, Secret
from assay.modules.identity.api import Actor, Role, admit, enroll, find_actor
from assay.modules.identity.models import Person
from assay.modules.identity.queries.access import WORKSPACE_KEY
from assay.modules.identity.queries.factors import has_strong
from assay.modules.identity.types import Way

PASSWORD = "seven quiet herons waded"


def person(*, email: str = "", name: str = "", verified: bool = True, password: str = PASSWORD) -> Person:
    """Store somebody with an account and a personal workspace; without an address they get one of their own."""
    address = (email or f"{uuid.uuid4().hex[:12]}@example.org").lower()
    joined = enroll(Email(address), password=Secret(password), name=PersonName(name))
    if not verified:
        EmailAddress.objects.filter(email=address).update(verified=False)
    return Person.objects.get(pk=joined.person_id)


def actor_for(who: Person, *, workspace_id: uuid.UUID | None = None) -> Actor:
    """Return the person acting in a workspace, by default their own."""
    found = find_actor(who.pk, workspace_id=workspace_id)
    assert found is not None
    return found


def client_for(who: Person, *, workspace_id: uuid.UUID | None = None, is_fresh: bool = False) -> Client:
    """Return a browser with the person signed in, working in a workspace (by default their own).

    Pages that ask for a fresh sign-in take it for one of long ago, unless ``is_fresh``.
    """
    client = Client()
    client.force_login(who)
    session = client.session
    if workspace_id is not None:
        session[WORKSPACE_KEY] = str(workspace_id)
    session.save()
    return proven(client, who) if is_fresh else client


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
HOME = "203.0.113.7"


def browser(*, agent: str = FIREFOX.format(141), network: str = HOME, cookies: Client | None = None) -> Client:
    """Return a browser at a network address, with its own cookies or with a copy of another one's."""
    made = Client(headers={"User-Agent": agent, "Accept-Language": "en-GB,en"}, REMOTE_ADDR=network)
    if cookies is not None:
        for name, morsel in cookies.cookies.items():
            made.cookies[name] = morsel.value
    return made


def sign_in(who: Person, client: Client | None = None) -> Client:
    """Sign somebody in as people do, through the page; return their browser."""
    client = client or browser()
    client.post("/accounts/login/", {"login": who.email, "password": PASSWORD})
    return client


def proven(client: Client, who: Person) -> Client:
    """Write into a session what a proof of identity a moment ago leaves there."""
    session = client.session
    shown = [{"method": "password", "at": time.time()}]
    if has_strong(who.pk):
        shown.append({"method": "mfa", "type": Way.PASSKEY.value, "at": time.time()})
    session["account_authentication_methods"] = shown
    session["account_authentication_methods_user"] = str(who.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """Three people and their browsers. Alice and Bob work in Alice's workspace, Charlie in his own."""

    alice: Person
    bob: Person
    charlie: Person
    workspace_id: uuid.UUID
    is_fresh: bool = False

    @property
    def as_alice(self) -> Client:
        """Alice's browser: she owns the workspace."""
        return client_for(self.alice, workspace_id=self.workspace_id, is_fresh=self.is_fresh)

    @property
    def as_bob(self) -> Client:
        """Bob's browser: he shares the workspace."""
        return client_for(self.bob, workspace_id=self.workspace_id, is_fresh=self.is_fresh)

    @property
    def as_charlie(self) -> Client:
        """Charlie's browser: he must see nothing of it."""
        return client_for(self.charlie, is_fresh=self.is_fresh)


def cast(*, bobs_role: Role = Role.MEMBER) -> Cast:
    """Store Alice, Bob and Charlie; Bob has a place in Alice's workspace."""
    alice, bob, charlie = (
        person(email=f"{name}-{uuid.uuid4().hex[:6]}@example.org", name=name.title())
        for name in ("alice", "bob", "charlie")
    )
    workspace_id = actor_for(alice).workspace_id
    admit(bob.pk, workspace_id=workspace_id, role=bobs_role)
    return Cast(alice=alice, bob=bob, charlie=charlie, workspace_id=workspace_id)
