"""A shared workspace for tests: Olga owns it, Adam is admin, Mia member, Vic viewer."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.test import Client

from assay.kernel import tenancy
from assay.modules.audit.api import system_change
from assay.modules.identity.api import Actor, Role, admit, open_workspace
from assay.modules.identity.models import Membership, Person
from tests.identity.make import actor_for, client_for, person

NAME = "Lovelace & Co"


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """Four people of one workspace."""

    olga: Person
    adam: Person
    mia: Person
    vic: Person
    workspace_id: UUID

    def acting(self, who: Person) -> Actor:
        return actor_for(who, workspace_id=self.workspace_id)

    def browser(self, who: Person) -> Client:
        return client_for(who, workspace_id=self.workspace_id, is_fresh=True)

    def roles(self) -> dict[UUID, str]:
        with tenancy.scope(self.workspace_id):
            return dict(Membership.objects.filter(workspace_id=self.workspace_id).values_list("person_id", "role"))

    def set_role(self, who: Person, role: Role) -> None:
        """Write a role past every rule."""
        with tenancy.scope(self.workspace_id), system_change(reason="made for a test"):
            Membership.objects.filter(person=who).update(role=role)

    def inside(self) -> AbstractContextManager[None]:
        return tenancy.scope(self.workspace_id)


def team() -> Team:
    olga, adam, mia, vic = (person(name=name) for name in ("Olga", "Adam", "Mia", "Vic"))
    workspace_id = open_workspace(olga.pk, name=NAME)
    give = partial(admit, workspace_id=workspace_id)
    give(adam.pk, role=Role.ADMIN)
    give(mia.pk, role=Role.MEMBER)
    give(vic.pk, role=Role.VIEWER)
    return Team(olga=olga, adam=adam, mia=mia, vic=vic, workspace_id=workspace_id)


def pretending(actor: Actor, role: Role) -> Actor:
    """The actor as a request of a moment ago still believes them to be."""
    return replace(actor, role=role)
