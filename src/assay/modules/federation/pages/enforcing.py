"""Whom a company's provider has to speak for, who may come in past it, and where they prove anew who they are."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from assay.modules.federation.pages import keeping
from assay.modules.federation.queries.connections import counts, find_of_person, for_address
from assay.modules.federation.services.connections import note_own_way
from assay.modules.federation.types import ConnectionCard
from assay.modules.identity.api import Judges, PersonId, Role, WorkspaceId, email_of, find_actor, has_strong


def sent_to(request: HttpRequest, person_id: UUID, came_by: str) -> str:
    """Return the page that leads to the company's provider for who has to come in by it; nothing for all others.

    That is who belongs to a workspace that asks for it, with an address of a domain proven for that workspace. Owners
    with a passkey or an app keep their own way in: a provider that is broken must not lock the company out.
    """
    address = email_of(person_id)
    found = for_address(address) if address else None
    if found is None or not found.is_enforced or came_by == str(found.workspace_id):
        return ""
    member = find_actor(person_id, workspace_id=found.workspace_id)
    if member is None or _is_connecting(request, found):
        return ""
    if member.role is Role.OWNER and has_strong(person_id):
        note_own_way(PersonId(person_id), WorkspaceId(found.workspace_id))
        return ""
    return reverse("federation:company_only", args=[str(found.id)])


def confirms_at(person_id: UUID, *, for_factor: UUID | None = None) -> str:
    """Return the page on which somebody proves anew who they are by their company; nothing where they cannot."""
    found = find_of_person(person_id, for_factor=for_factor)
    if found is None:
        return ""
    return reverse("federation:confirm") + ("?factor=yes" if for_factor else "")


def _is_connecting(request: HttpRequest, found: ConnectionCard) -> bool:
    """Tell whether the provider has just spoken for an account here that is not connected yet: they show theirs."""
    waiting = keeping.waiting(request)
    return waiting is not None and waiting.provider == str(found.id)


JUDGES: Final = Judges(sent_to=sent_to, counts=counts, confirms_at=confirms_at)
