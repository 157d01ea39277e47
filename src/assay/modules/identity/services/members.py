"""Changing who belongs to a workspace and as what. Each change is judged under the workspace's lock (see `places`)."""

from uuid import UUID

from django.db import transaction

from assay.kernel.events import publish
from assay.modules.identity.errors import NotYoursToGive
from assay.modules.identity.events.places import MemberLeft, MemberRemoved, OwnershipTransferred, RoleChanged
from assay.modules.identity.policy import access as rules
from assay.modules.identity.services.invitations import withdraw
from assay.modules.identity.services.keys import revoke_all
from assay.modules.identity.services.places import hold_as, keep_an_owner, place_of, refuse_personal
from assay.modules.identity.types import Actor, Role
from assay.modules.identity.types.places import Action


@transaction.atomic
def change_role(actor: Actor, person_id: UUID, *, role: Role) -> None:
    """Give a member another role, or step down oneself.

    Raises RoleTooLow, PersonalWorkspace, MemberNotFound, NotYoursToGive, LastOwner.
    """
    workspace, now = hold_as(actor, Action.MEMBERS_SEE)
    place = place_of(now, person_id)
    refuse_personal(workspace)
    former = Role(place.role)
    if former is role:
        return
    if not rules.may_change(now.role, holder=former, role=role, is_self=person_id == now.person_id):
        raise NotYoursToGive(f"Your role is {now.role.value}.")
    if former is Role.OWNER:
        keep_an_owner(now.workspace_id, without=person_id)
    place.role = role
    place.save(update_fields=["role"])
    withdraw(now.workspace_id, by=person_id, role=role)
    publish(
        RoleChanged(
            workspace_id=now.workspace_id, person_id=person_id, by=now.person_id, former=former.value, role=role.value
        )
    )


@transaction.atomic
def remove_member(actor: Actor, person_id: UUID) -> None:
    """Take a member's place away; from their next request on they are outside.

    Raises RoleTooLow, PersonalWorkspace, MemberNotFound, NotYoursToGive, LastOwner.
    """
    workspace, now = hold_as(actor, Action.MEMBERS_CHANGE)
    place = place_of(now, person_id)
    refuse_personal(workspace)
    if not rules.may_touch(now.role, Role(place.role)):
        raise NotYoursToGive(f"Your role is {now.role.value}.")
    keep_an_owner(now.workspace_id, without=person_id)
    place.delete()
    end_what_they_left(now.workspace_id, person_id)
    publish(MemberRemoved(workspace_id=now.workspace_id, person_id=person_id, by=now.person_id))


@transaction.atomic
def leave_workspace(actor: Actor) -> None:
    """Give up one's own place. Raises PersonalWorkspace, LastOwner."""
    workspace, now = hold_as(actor, Action.WORKSPACE_LEAVE)
    refuse_personal(workspace)
    keep_an_owner(now.workspace_id, without=now.person_id)
    place_of(now, now.person_id).delete()
    end_what_they_left(now.workspace_id, now.person_id)
    publish(MemberLeft(workspace_id=now.workspace_id, person_id=now.person_id))


@transaction.atomic
def transfer_ownership(actor: Actor, person_id: UUID) -> None:
    """Make a member owner and become an admin oneself.

    Raises RoleTooLow, PersonalWorkspace, MemberNotFound, NotYoursToGive (to oneself).
    """
    workspace, now = hold_as(actor, Action.WORKSPACE_HAND_OVER)
    heir, own = place_of(now, person_id), place_of(now, now.person_id)
    refuse_personal(workspace)
    if heir.pk == own.pk:
        raise NotYoursToGive("You own it already.")
    heir.role, own.role = Role.OWNER, Role.ADMIN
    heir.save(update_fields=["role"])
    own.save(update_fields=["role"])
    withdraw(now.workspace_id, by=now.person_id, role=Role.ADMIN)
    publish(OwnershipTransferred(workspace_id=now.workspace_id, person_id=person_id, by=now.person_id))


def end_what_they_left(workspace_id: UUID, person_id: UUID) -> None:
    """End the keys and invitations of somebody who is out now; should they come back, neither works again."""
    revoke_all(workspace_id, person_id=person_id)
    withdraw(workspace_id, by=person_id, role=None)
