"""A company's directory for tests: it has a token and speaks SCIM over HTTP as they do."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from assay.kernel import tenancy
from assay.modules.directory.services.tokens import make_token
from assay.modules.directory.types import Group
from assay.modules.identity.api import PersonId, Role, roles_in
from tests.directory.make import proven
from tests.identity.sharing import Team, team

DOMAIN = "example.com"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The directory of a team's company."""

    crew: Team
    token: str
    client: Client = field(default_factory=Client)

    def ask(self, method: str, path: str, document: object = None, **headers: str) -> Any:
        """Send one request; a document goes as SCIM's own media type."""
        sent = "" if document is None else document if isinstance(document, str) else json.dumps(document)
        known = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.client.generic(
            method, f"/scim/v2/{path}", sent, content_type="application/scim+json", headers=known
        )

    def named(self, login: str = "ann", /, **more: object) -> dict[str, Any]:
        """Name somebody and return what is answered."""
        answer = self.ask("POST", "Users", order(login, **more))
        assert 201 == answer.status_code, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        """Send operations."""
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def role_of(self, person_id: UUID) -> Role | None:
        """What somebody is in the workspace now."""
        return roles_in(self.crew.workspace_id).get(PersonId(person_id))


def order(login: str = "ann", /, **more: object) -> dict[str, Any]:
    """What a directory says of somebody."""
    return {"schemas": [USER], "userName": f"{login}@{DOMAIN}", "active": True, **more}


def directory(*, domain: str = DOMAIN, group: Group = Group.MEMBER) -> Directory:
    """A team whose domain is proven, and its directory."""
    crew = team()
    owner = crew.acting(crew.olga)
    proven(owner, domain)
    with tenancy.scope(crew.workspace_id):
        made = make_token(owner, group=group, token_id=uuid4())
    return Directory(crew=crew, token=made.text.reveal())
