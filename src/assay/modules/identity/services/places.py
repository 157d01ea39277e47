"""What every change of a workspace's people begins with: one at a time, judged by the roles as they are now.

The role somebody had when their request began may be gone by the time it writes. So each change locks the workspace,
reads the actor's role again under that lock, and decides by what it found. Two owners who demote each other at the same
moment come one after the other, and the second one is told no.
"""

from dataclasses import replace
from uuid import UUID

from assay.modules.identity import models
from assay.modules.identity.errors import LastOwner, MemberNotFound, PersonalWorkspace, WorkspaceNotFound
from assay.modules.identity.policy import access as rules
from assay.modules.identity.policy import lower
from assay.modules.identity.queries.access import require
from assay.modules.identity.types import Actor, Role
from assay.modules.identity.types.places import Action


def hold(workspace_id: UUID) -> models.Workspace:
    """Lock a workspace until the transaction ends. Raises WorkspaceNotFound, also for one that is being deleted."""
    found = models.Workspace.objects.select_for_update().filter(pk=workspace_id, closes_at=None).first()
    if found is None:
        raise WorkspaceNotFound
    return found


def hold_as(actor: Actor, action: Action) -> tuple[models.Workspace, Actor]:
    """Lock the actor's workspace; return it, and the actor with the role they have now, if that allows the action.

    Raises WorkspaceNotFound for somebody who is out by now, RoleTooLow.
    """
    workspace = hold(actor.workspace_id)
    place = _place(actor.workspace_id, actor.person_id, or_raise=WorkspaceNotFound)
    now = replace(actor, role=lower(actor.role, Role(place.role)))  # a program may less than its maker
    require(now, action)
    return workspace, now


def refuse_personal(workspace: models.Workspace) -> None:
    """Let pass what can be shared. Raises PersonalWorkspace."""
    if workspace.is_personal:
        raise PersonalWorkspace


def place_of(actor: Actor, person_id: UUID) -> models.Membership:
    """Return the place a person has in the actor's workspace. Raises MemberNotFound."""
    return _place(actor.workspace_id, person_id, or_raise=MemberNotFound)


def keep_an_owner(workspace_id: UUID, *, without: UUID) -> None:
    """Make sure that somebody else owns the workspace as well. Raises LastOwner."""
    rows = models.Membership.objects.filter(workspace_id=workspace_id, role=Role.OWNER, person__is_active=True)
    if rules.is_last_owner(without, owners=rows.values_list("person_id", flat=True)):
        raise LastOwner("Make somebody else an owner first.")


def _place(
    workspace_id: UUID, person_id: UUID, *, or_raise: type[MemberNotFound | WorkspaceNotFound]
) -> models.Membership:
    found = models.Membership.objects.filter(workspace_id=workspace_id, person_id=person_id).first()
    if found is None:
        raise or_raise
    return found
