"""Naming people, changing what is said of them, taking them out: what a company's directory does.

A directory speaks for addresses in the proven domains of its workspace and for nobody else. Each change is one
transaction under one lock of the workspace, so two requests about one person come one after the other.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from assay.kernel import clock, locks
from assay.kernel.events import publish
from assay.kernel.privacy import Email, PersonName
from assay.modules.comms import api as comms
from assay.modules.directory import models, policy
from assay.modules.directory.errors import UserKnown, UserNotFound, UserRefused
from assay.modules.directory.events.users import UserChanged, UserNamed, UserRemoved
from assay.modules.directory.queries.domains import proven_domains
from assay.modules.directory.queries.users import MOST_USERS, get_user
from assay.modules.directory.types import Group, TokenCard, UserCard, UserOrder
from assay.modules.identity.api import (
    AlreadyMember,
    PersonId,
    Role,
    admit,
    assign_role,
    provision,
    rename,
    roles_in,
    shares_elsewhere,
    withdraw_place,
)

type Check = Callable[[UserCard], object]


@transaction.atomic
def name_user(token: TokenCard, order: UserOrder) -> UserCard:
    """Name somebody: an account if they have none, and a place unless they are named as inactive.

    Raises UserRefused (not in a proven domain), UserKnown, WorkspaceLimit, WorkspaceNotFound.
    """
    address = _checked(token, order.user_name)
    _hold(token)
    rows = models.User.objects.filter(workspace_id=token.workspace_id)
    if rows.filter(user_name=address).exists():
        raise UserKnown("A user of this userName exists already.")
    if rows.count() >= MOST_USERS:
        raise UserRefused(f"A directory names at most {MOST_USERS} people.", kind="tooMany")
    found = provision(Email(address), name=PersonName(order.name[:120]), workspace_id=token.workspace_id)
    if rows.filter(person_id=found.person_id).exists():
        raise UserKnown("A user with this address exists already.")
    row = models.User.objects.create(
        workspace_id=token.workspace_id,
        person_id=found.person_id,
        user_name=address,
        said=_said(order),
        is_made_here=found.is_new,
    )
    publish(UserNamed(user_id=row.pk, **_ids(token, row)))
    if order.is_active and _let_in(token, row):
        _welcome(row, Email(address))
    return get_user(token.workspace_id, row.pk)


@transaction.atomic
def change_user(token: TokenCard, user_id: UUID, change: Callable[[UserOrder], UserOrder], *, check: Check) -> UserCard:
    """Say something else of somebody; ``change`` gets what is said now. ``check`` may refuse what it sees then.

    Raises UserNotFound, UserRefused, LastOwner, WorkspaceLimit, WorkspaceNotFound, and what the two raise.
    """
    _hold(token)
    row = _row(token, user_id)
    before = get_user(token.workspace_id, row.pk)
    check(before)
    after = change(before.order)
    if after.user_name.strip().lower() != row.user_name:
        raise UserRefused("userName is immutable here: delete this user and create the other.", kind="mutability")
    if _said(after) == row.said and after.is_active == before.order.is_active:
        return before
    if after.is_active:
        _checked(token, row.user_name)
    row.said, row.version, row.changed_at = _said(after), row.version + 1, clock.now()
    row.save(update_fields=["said", "version", "changed_at"])
    publish(UserChanged(user_id=row.pk, **_ids(token, row)))
    _rename(row, before.order, after)
    if after.is_active and not before.order.is_active:
        _let_in(token, row)
    elif before.order.is_active and not after.is_active:
        withdraw_place(row.person_id, workspace_id=row.workspace_id)
    return get_user(token.workspace_id, row.pk)


@transaction.atomic
def remove_user(token: TokenCard, user_id: UUID, *, check: Check) -> None:
    """Take somebody out: their place and the keys they made there go, their account stays.

    Raises UserNotFound, LastOwner, WorkspaceNotFound, and what ``check`` raises.
    """
    _hold(token)
    row = _row(token, user_id)
    check(get_user(token.workspace_id, row.pk))
    withdraw_place(row.person_id, workspace_id=row.workspace_id)
    publish(UserRemoved(user_id=row.pk, **_ids(token, row)))
    row.delete()


@transaction.atomic
def put_into(token: TokenCard, user_id: UUID, *, group: Group) -> None:
    """Give somebody the role of a group. Raises UserNotFound, UserRefused for who has no place, NotYoursToGive."""
    _hold(token)
    row = _row(token, user_id)
    if PersonId(row.person_id) not in roles_in(token.workspace_id):
        raise UserRefused("An inactive user is in no group.")
    assign_role(row.person_id, workspace_id=row.workspace_id, role=Role(group.value))


def _checked(token: TokenCard, user_name: str) -> str:
    """Return the address in one spelling. Raises UserRefused outside of the proven domains."""
    address = user_name.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise UserRefused("userName is the person's e-mail address.") from None
    if len(address) > 254 or policy.domain_of(address) not in proven_domains(token.workspace_id):
        raise UserRefused("userName is not in a domain that is proven for this workspace.")
    return address


def _hold(token: TokenCard) -> None:
    locks.hold(f"directory.users:{token.workspace_id}")


def _row(token: TokenCard, user_id: UUID) -> models.User:
    row = models.User.objects.filter(pk=user_id, workspace_id=token.workspace_id).first()
    if row is None:
        raise UserNotFound
    return row


def _said(order: UserOrder) -> dict[str, str]:
    kept = asdict(order)
    return {name: kept[name] for name in ("external_id", "display_name", "given_name", "family_name", "formatted")}


def _ids(token: TokenCard, row: models.User) -> dict[str, Any]:
    return {"workspace_id": row.workspace_id, "person_id": row.person_id, "token_id": token.id}


def _let_in(token: TokenCard, row: models.User) -> bool:
    """Give a place with the token's role; whoever has one keeps theirs. Tell whether it is new."""
    try:
        admit(row.person_id, workspace_id=row.workspace_id, role=Role(token.group.value))
    except AlreadyMember:
        return False
    return True


def _rename(row: models.User, before: UserOrder, after: UserOrder) -> None:
    """Change the name of an account that exists because of this directory and is used nowhere else."""
    is_ours = row.is_made_here and not shares_elsewhere(row.person_id, workspace_id=row.workspace_id)
    if is_ours and after.name and after.name != before.name:
        rename(row.person_id, name=PersonName(after.name[:120]))


def _welcome(row: models.User, email: Email) -> None:
    """Write to somebody that they have a place, and how they come in."""
    comms.send(
        "directory/mail/named",
        to=email,
        context={
            "is_new": row.is_made_here,
            "address": email.reveal(),
            "home": settings.BASE_URL,
            "page": settings.BASE_URL
            + reverse("account_reset_password" if row.is_made_here else "identity:workspaces"),
        },
        key=f"directory:user:{row.pk}:named",
    )
