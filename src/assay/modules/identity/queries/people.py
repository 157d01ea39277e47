"""Reads about people and their workspaces; each starts from an id the caller already has."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from assay.kernel import tenancy
from assay.kernel.privacy import Email, PersonName
from assay.modules.identity import models
from assay.modules.identity.errors import WorkspaceNotFound
from assay.modules.identity.types import Actor, FactorKind, PersonId, Role, WorkspaceCard, WorkspaceId

# Why somebody has to show a second factor before they may do anything.
_ASKING_OWN: Final = ("person__is_staff", "person__must_add_factor")
_ASKING: Final = ("workspace__requires_factor", *_ASKING_OWN)
_SEAT: Final = ("person_id", "workspace_id", "role", *_ASKING)


def find_actor(person_id: UUID, *, workspace_id: UUID | None = None) -> Actor | None:
    """Return the person as they act in a workspace, by default their own; None when they do not belong to it."""
    # Where the workspace is known the request goes on in the same scope, and PostgreSQL is told of it once.
    where = tenancy.scope(workspace_id, person_id=person_id) if workspace_id else tenancy.person(person_id)
    with where:
        memberships = _places(person_id).filter(person__is_active=True)
        if workspace_id is not None:
            memberships = memberships.filter(workspace_id=workspace_id)
        found = memberships.values(*_SEAT).first()
    if found is None:
        return None
    return Actor(
        person_id=PersonId(found["person_id"]),
        workspace_id=WorkspaceId(found["workspace_id"]),
        role=Role(found["role"]),
        asks_factor=any(found[reason] for reason in _ASKING),
        asks_own_factor=any(found[reason] for reason in _ASKING_OWN),
    )


def get_actor(person_id: UUID) -> Actor:
    """Return the person as they act in their own workspace. Raises WorkspaceNotFound."""
    actor = find_actor(person_id)
    if actor is None:
        raise WorkspaceNotFound
    return actor


def workspace_of(person_id: UUID) -> WorkspaceId:
    """Return the person's personal workspace. Raises WorkspaceNotFound."""
    return get_actor(person_id).workspace_id


def list_workspaces(person_id: UUID) -> tuple[WorkspaceCard, ...]:
    """Return the workspaces a person belongs to, their own first, then the longest joined first."""
    with tenancy.person(person_id):
        rows = tuple(_places(person_id).select_related("workspace"))
    return tuple(
        WorkspaceCard(
            id=WorkspaceId(row.workspace_id),
            name=row.workspace.name,
            is_personal=row.workspace.is_personal,
            role=Role(row.role),
        )
        for row in rows
    )


def _places(person_id: UUID) -> QuerySet[models.Membership]:
    """Select the places a person has in workspaces that are not about to be deleted, in the order they are offered."""
    places = models.Membership.objects.filter(person_id=person_id, workspace__closes_at=None)
    return places.order_by("-workspace__is_personal", "created_at", "id")


def name_of(person_ids: Collection[UUID]) -> dict[UUID, PersonName]:
    """Return what to call people: their name, or the first part of their address if they gave none.

    Ids without a person are left out; a caller shows them as “(erased)”.
    """
    rows = models.Person.objects.filter(pk__in=set(person_ids)).only("name", "email")
    return {row.pk: PersonName(row.name or row.email.partition("@")[0]) for row in rows}


def find_by_address(address: Email) -> PersonId | None:
    """Return who signs in with an address, whatever its case; None when nobody does."""
    typed = address.reveal().strip().lower()
    if "\x00" in typed:  # PostgreSQL has no such text, so nobody has such an address
        return None
    found = models.Person.objects.filter(email=typed).values_list("pk", flat=True).first()
    return PersonId(found) if found else None


def email_of(person_id: UUID) -> Email | None:
    """Return the address a person signs in with and is written to; None when there is no such person."""
    found = models.Person.objects.filter(pk=person_id).only("email").first()
    return Email(found.email) if found else None


def is_established(address: Email) -> bool:
    """Tell whether somebody has proven that this address is theirs, or has been signed in with it."""
    typed = address.reveal().strip().lower()
    is_proven = EmailAddress.objects.filter(email=typed, verified=True).exists()
    return is_proven or models.Person.objects.filter(email=typed, last_login__isnull=False).exists()


def has_own_way_in(person_id: UUID) -> bool:
    """Tell whether a person gets in with what they have here: a password, or a passkey."""
    person = models.Person.objects.filter(pk=person_id).only("password").first()
    passkeys = models.Factor.objects.filter(person_id=person_id, kind=FactorKind.PASSKEY)
    return person is not None and (person.has_usable_password() or passkeys.exists())


def is_untouched(person_id: UUID) -> bool:
    """Tell whether an account was only made for somebody: never entered, and with nothing they could enter it by."""
    found = models.Person.objects.filter(pk=person_id, last_login=None).only("password").first()
    has_factors = models.Factor.objects.filter(person_id=person_id).exists()
    return found is not None and not found.has_usable_password() and not has_factors
