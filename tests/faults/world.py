"""One workspace with one of everything, and the addresses of it all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from assay.kernel import tenancy
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.notes import add_note
from assay.modules.identity.api import Actor, Role
from assay.modules.identity.models import Person, Session
from tests.discovery.make import searched
from tests.identity.make import Cast, actor_for, cast
from tests.validation.make import answered, judged, logged

ENTRY = "ENTRY"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``ids`` fills the placeholders of an address with what is Alice's."""

    cast: Cast
    ids: Mapping[str, str]

    @property
    def alice(self) -> Actor:
        return actor_for(self.cast.alice, workspace_id=self.cast.workspace_id)

    @contextmanager
    def inside(self) -> Iterator[Actor]:
        """Act as Alice, below the pages."""
        with tenancy.scope(self.cast.workspace_id):
            yield self.alice


def world(*, bobs_role: Role = Role.MEMBER) -> World:
    """Store one of everything in Alice's workspace."""
    people = cast(bobs_role=bobs_role)
    with tenancy.scope(people.workspace_id):
        return World(cast=people, ids=_ids(actor_for(people.alice, workspace_id=people.workspace_id)))


def _ids(alice: Actor) -> dict[str, str]:
    idea = answered(alice)
    search = searched(alice)
    evidence = logged(alice, idea)
    return {
        "idea_id": str(idea),
        "note_id": str(add_note(alice, idea, body="Met three owners", tags=("owners",))),
        "action_id": str(add_action(alice, idea, text="Call the vet", due_on=date(2026, 12, 1))),
        "evidence_id": str(evidence),
        "run_id": str(judged(alice, idea).id),
        "search_id": str(search.id),
        "quantity_id": "verdict.p_goal",
        "session_id": another_session(alice),
    }


def another_session(alice: Actor) -> str:
    """One of Alice's sessions, not the one that a test acts in."""
    client = Client()
    client.force_login(Person.objects.get(pk=alice.person_id))
    return str(Session.objects.filter(person_id=alice.person_id).latest("created_at").pk)


def nobody() -> str:
    """An id that is nobody's."""
    return str(uuid4())


def rows() -> dict[str, int]:
    """How many rows each of our tables holds, the queue included: two equal answers mean that nothing was written."""
    with tenancy.system():
        counts = {
            model._meta.db_table: model._default_manager.count()
            for model in apps.get_models()
            if model.__module__.startswith("assay.") and model._meta.managed
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            counts["procrastinate_jobs"] = cursor.fetchone()[0]
    return counts


def rest() -> None:
    """Forget how often somebody asked: an attack of hundreds of requests is not about the limit."""
    cache.clear()
