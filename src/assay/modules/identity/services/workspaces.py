"""Opening, naming and deleting a workspace."""

from uuid import UUID

from django.db import transaction

from assay.kernel import clock, tenancy
from assay.kernel.clearing import clear
from assay.kernel.crypto import destroy_key
from assay.kernel.events import publish
from assay.kernel.ids import new_id
from assay.kernel.logging import get_logger
from assay.modules.identity import models
from assay.modules.identity.errors import AlreadyMember, NameMismatch, WorkspaceLimit, WorkspaceNotFound
from assay.modules.identity.events import WorkspaceOpened
from assay.modules.identity.events.places import (
    MemberJoined,
    WorkspaceClosed,
    WorkspaceDeleted,
    WorkspaceKept,
    WorkspaceRenamed,
)
from assay.modules.identity.policy import access as rules
from assay.modules.identity.services.places import hold, hold_as, refuse_personal
from assay.modules.identity.types import Actor, Role, WorkspaceId
from assay.modules.identity.types.places import Action
from assay.modules.privacy import api as privacy

log = get_logger(__name__)


@transaction.atomic
def open_workspace(owner_id: UUID, *, name: str) -> WorkspaceId:
    """Make a workspace that can be shared; whoever opens it owns it. Raises WorkspaceLimit."""
    models.Person.objects.select_for_update().only("pk").get(pk=owner_id)  # two at once must not pass the limit
    with tenancy.person(owner_id):
        owned = models.Membership.objects.filter(person_id=owner_id, role=Role.OWNER, workspace__is_personal=False)
        if owned.count() >= rules.MOST_OWNED:
            raise WorkspaceLimit(f"One person owns at most {rules.MOST_OWNED} shared workspaces.")
    workspace = WorkspaceId(new_id())
    with tenancy.scope(workspace):
        models.Workspace.objects.create(id=workspace, name=name)
        models.Membership.objects.create(person_id=owner_id, workspace_id=workspace, role=Role.OWNER)
        publish(WorkspaceOpened(workspace_id=workspace, person_id=owner_id))
    return workspace


@transaction.atomic
def admit(person_id: UUID, *, workspace_id: UUID, role: Role) -> None:
    """Give a person a place in a workspace. Raises WorkspaceNotFound, AlreadyMember, WorkspaceLimit."""
    with tenancy.scope(workspace_id):
        hold(workspace_id)
        if models.Membership.objects.filter(workspace_id=workspace_id).count() >= rules.MOST_MEMBERS:
            raise WorkspaceLimit(f"A workspace has at most {rules.MOST_MEMBERS} members.")
        _, is_new = models.Membership.objects.get_or_create(
            person_id=person_id, workspace_id=workspace_id, defaults={"role": role}
        )
        if not is_new:
            raise AlreadyMember
        publish(MemberJoined(workspace_id=workspace_id, person_id=person_id, role=role.value))


@transaction.atomic
def rename_workspace(actor: Actor, *, name: str) -> None:
    """Give the workspace another name. Raises RoleTooLow, PersonalWorkspace."""
    workspace, _ = hold_as(actor, Action.WORKSPACE_RENAME)
    refuse_personal(workspace)
    if workspace.name == name:
        return
    workspace.name = name
    workspace.save(update_fields=["name"])
    publish(WorkspaceRenamed(workspace_id=workspace.pk, person_id=actor.person_id))


@transaction.atomic
def close_workspace(actor: Actor, *, name: str) -> None:
    """Delete the workspace: shut it for everybody now, and let its rows go after seven days.

    ``name``: what was typed to confirm. Raises RoleTooLow, PersonalWorkspace, NameMismatch.
    """
    workspace, _ = hold_as(actor, Action.WORKSPACE_DELETE)
    refuse_personal(workspace)
    if " ".join(name.split()) != workspace.name:
        raise NameMismatch("Type the name exactly as it stands above.")
    workspace.closes_at = clock.now() + rules.GRACE
    workspace.save(update_fields=["closes_at"])
    models.Invitation.objects.filter(workspace_id=workspace.pk, is_waiting=True).update(
        is_waiting=False, ended_at=clock.now()
    )
    publish(WorkspaceClosed(workspace_id=workspace.pk, person_id=actor.person_id, closes_at=workspace.closes_at))


@transaction.atomic
def keep_workspace(person_id: UUID, *, workspace_id: WorkspaceId) -> None:
    """Take a deletion back while there is time; all is as it was. Raises WorkspaceNotFound."""
    with tenancy.scope(workspace_id):
        closing = models.Workspace.objects.select_for_update().filter(pk=workspace_id, closes_at__gt=clock.now())
        owner = models.Membership.objects.filter(person_id=person_id, workspace_id=workspace_id, role=Role.OWNER)
        workspace = closing.first()
        if workspace is None or not owner.exists():
            raise WorkspaceNotFound
        workspace.closes_at = None
        workspace.save(update_fields=["closes_at"])
        publish(WorkspaceKept(workspace_id=workspace_id, person_id=person_id))


def delete_closed() -> int:
    """Delete the workspaces whose time has come, each in its own transaction; return how many."""
    with tenancy.system():
        due = models.Workspace.objects.filter(closes_at__lte=clock.now()).order_by("closes_at")
        ids = list(due.values_list("pk", flat=True)[:100])
    return sum(_bury_and_delete(WorkspaceId(pk)) for pk in ids)


def _bury_and_delete(workspace_id: WorkspaceId) -> bool:
    """Tell the witness first; nobody can keep a workspace any more whose time has come. Raises WitnessAway."""
    privacy.bury(workspace_id)
    return _delete(workspace_id)


@transaction.atomic
def _delete(workspace_id: WorkspaceId) -> bool:
    with tenancy.scope(workspace_id):
        rows = models.Workspace.objects.select_for_update().filter(pk=workspace_id, closes_at__lte=clock.now())
        if rows.first() is None:
            return False  # kept, or deleted by another worker, since it was listed
        remove(workspace_id)
    return True


def remove(workspace_id: UUID) -> None:
    """Delete a workspace with all it holds, and its key; the caller has locked it, is inside, and has judged."""
    publish(WorkspaceDeleted(workspace_id=workspace_id))
    gone = clear(workspace_id)
    models.Membership.objects.filter(workspace_id=workspace_id).delete()
    models.Workspace.objects.filter(pk=workspace_id).delete()
    destroy_key(workspace_id)  # what was sealed for it is unreadable from here on, in backups too
    log.info("workspace deleted", workspace=str(workspace_id), rows=gone)
