"""Staff for tests: Eve has the higher duty, Sam supports; both have an authenticator app and have shown it."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.test import Client

from assay.kernel.privacy import Private
from assay.kernel.testing import published
from assay.modules.identity.api import Actor, Category, Duty, Why, give_duty
from assay.modules.identity.events.staff import ImpersonationEnded
from assay.modules.identity.models import Impersonation, Person, Session
from assay.modules.identity.types.sessions import SessionId
from tests.identity.factors import App, signed_in, with_app
from tests.identity.make import actor_for, person

REASON: Final = "She wrote to us that her evidence is gone."
BECAUSE: Final = {"category": "asked", "ticket": "T-17", "reason": REASON}
WHY: Final = Why(category=Category.ASKED, text=Private(REASON), ticket="T-17")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the staff, their app, and the browser in which they have shown it a moment ago."""

    person: Person
    app: App
    browser: Client

    @property
    def actor(self) -> Actor:
        return actor_for(self.person)

    @property
    def session_id(self) -> SessionId:
        return SessionId(Session.objects.get(person=self.person, ended_at=None).pk)


def colleague(duty: Duty = Duty.STAFF, *, name: str = "Eve") -> Colleague:
    """Store somebody who works for us, signed in with a strong factor."""
    who = person(email=f"{name}-{uuid.uuid4().hex[:6]}@assay.example", name=name)
    give_duty(who.pk, duty=duty, why=Private("works for us from today on"))
    app = with_app(who)
    return Colleague(person=who, app=app, browser=signed_in(who, app))


def grow_old(client: Client) -> None:
    """Let the last proof of identity be eleven minutes ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 660
    session.save()


def places_of(at: Person, *, by: Colleague) -> list[str]:
    """The workspaces that the form offers, by id."""
    form = by.browser.get(f"/staff/people/{at.pk}/look/").context["form"]
    return [str(each) for each, _ in form.fields["workspace"].choices]


def looking(at: Person, *, by: Colleague | None = None, workspace_id: uuid.UUID | None = None) -> Colleague:
    """Let somebody of the staff look at an account, through the page."""
    eve = by or colleague()
    chosen = str(workspace_id or places_of(at, by=eve)[0])
    answer = eve.browser.post(f"/staff/people/{at.pk}/look/", {**BECAUSE, "workspace": chosen})
    assert (302, "/app/") == (answer.status_code, answer.headers.get("Location"))
    return eve


def is_over(reason: str) -> bool:
    """Did the last one end for this reason, and is none open?"""
    found = published(ImpersonationEnded)
    return bool(found) and found[-1].reason == reason and not Impersonation.objects.filter(ended_at=None).exists()
