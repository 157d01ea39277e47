"""Roles and places in a shared workspace, below the pages; races with real threads."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model

from assay.kernel import clock, tenancy
from assay.kernel.clearing import tables
from assay.kernel.errors import DomainError
from assay.kernel.testing import published
from assay.modules.identity.api import Role, RoleTooLow, WorkspaceNotFound, open_workspace
from assay.modules.identity.errors import (
    LastOwner,
    MemberNotFound,
    NameMismatch,
    NotYoursToGive,
    PersonalWorkspace,
    WorkspaceLimit,
)
from assay.modules.identity.events import WorkspaceOpened
from assay.modules.identity.events.places import (
    MemberLeft,
    MemberRemoved,
    OwnershipTransferred,
    RoleChanged,
    WorkspaceClosed,
    WorkspaceDeleted,
    WorkspaceKept,
    WorkspaceRenamed,
)
from assay.modules.identity.models import Membership, Workspace
from assay.modules.identity.queries.members import list_closing
from assay.modules.identity.services import members, workspaces
from assay.modules.identity.types import WorkspaceId
from tests.faults.world import world
from tests.identity.make import actor_for, person
from tests.identity.sharing import NAME, Team, pretending, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Team:
    return team()


def test_who_opens_a_workspace_owns_it_and_that_is_announced(there: Team) -> None:
    assert Role.OWNER == there.roles()[there.olga.pk]
    assert [WorkspaceOpened(workspace_id=there.workspace_id, person_id=there.olga.pk)] == published(WorkspaceOpened)


def test_one_person_owns_twenty_shared_workspaces_at_most() -> None:
    ada = person()
    for number in range(20):
        open_workspace(ada.pk, name=f"Number {number}")
    with pytest.raises(WorkspaceLimit):
        open_workspace(ada.pk, name="One more")


def test_a_role_is_changed_and_announced_once(there: Team) -> None:
    with there.inside():
        for _ in range(2):
            members.change_role(there.acting(there.adam), there.vic.pk, role=Role.MEMBER)
    assert Role.MEMBER == there.roles()[there.vic.pk]
    (fact,) = published(RoleChanged)
    assert (there.vic.pk, there.adam.pk, "viewer", "member") == (fact.person_id, fact.by, fact.former, fact.role)


def test_what_the_rules_refuse_changes_nothing(there: Team) -> None:
    before, olga, adam, mia, vic = there.roles(), there.olga, there.adam, there.mia, there.vic
    with there.inside():
        for by, of, role in (
            (adam, adam, Role.OWNER),  # raising oneself
            (adam, mia, Role.OWNER),  # making an owner
            (adam, olga, Role.MEMBER),  # touching an owner
            (mia, vic, Role.MEMBER),
            (mia, mia, Role.ADMIN),
            (vic, vic, Role.MEMBER),
        ):
            with pytest.raises(NotYoursToGive):
                members.change_role(there.acting(by), of.pk, role=role)
        with pytest.raises(NotYoursToGive):
            members.remove_member(there.acting(adam), olga.pk)
        for who in (mia, vic):
            with pytest.raises(RoleTooLow):
                members.remove_member(there.acting(who), adam.pk)
        with pytest.raises(RoleTooLow):
            members.transfer_ownership(there.acting(adam), adam.pk)
        with pytest.raises(MemberNotFound):
            members.change_role(there.acting(olga), person().pk, role=Role.VIEWER)
    assert before == there.roles()
    assert ([], []) == (published(RoleChanged), published(MemberRemoved))


def test_the_last_owner_cannot_leave_step_down_or_be_removed(there: Team) -> None:
    with there.inside():
        olga = there.acting(there.olga)
        with pytest.raises(LastOwner):
            members.leave_workspace(olga)
        with pytest.raises(LastOwner):
            members.change_role(olga, there.olga.pk, role=Role.VIEWER)
        with pytest.raises(LastOwner):
            members.remove_member(olga, there.olga.pk)
    assert Role.OWNER == there.roles()[there.olga.pk]


def test_an_owner_who_is_switched_off_does_not_count_as_the_one_who_stays(there: Team) -> None:
    there.set_role(there.adam, Role.OWNER)
    there.adam.is_active = False
    there.adam.save()
    with there.inside(), pytest.raises(LastOwner):
        members.leave_workspace(there.acting(there.olga))


def test_ownership_is_handed_over_and_the_former_owner_stays_as_admin(there: Team) -> None:
    with there.inside():
        members.transfer_ownership(there.acting(there.olga), there.mia.pk)
        with pytest.raises(NotYoursToGive):
            members.transfer_ownership(there.acting(there.mia), there.mia.pk)
    assert (Role.ADMIN, Role.OWNER) == (there.roles()[there.olga.pk], there.roles()[there.mia.pk])
    assert [there.mia.pk] == [fact.person_id for fact in published(OwnershipTransferred)]


def test_leaving_and_being_removed_end_a_place_and_are_announced(there: Team) -> None:
    with there.inside():
        members.leave_workspace(there.acting(there.vic))
        members.remove_member(there.acting(there.olga), there.mia.pk)
    assert {there.olga.pk, there.adam.pk} == set(there.roles())
    assert [there.vic.pk] == [fact.person_id for fact in published(MemberLeft)]
    assert [(there.mia.pk, there.olga.pk)] == [(fact.person_id, fact.by) for fact in published(MemberRemoved)]


def test_a_role_that_was_taken_away_since_the_request_began_does_not_count_any_more(there: Team) -> None:
    """The role is read again under the lock: what the request was told at its beginning may be history."""
    believes = pretending(there.acting(there.adam), Role.OWNER)
    with there.inside():
        with pytest.raises(NotYoursToGive):
            members.change_role(believes, there.mia.pk, role=Role.OWNER)
        members.remove_member(there.acting(there.olga), there.adam.pk)
        with pytest.raises(WorkspaceNotFound):
            members.change_role(believes, there.mia.pk, role=Role.VIEWER)
        with pytest.raises(WorkspaceNotFound):
            workspaces.rename_workspace(believes, name="Taken over")


def test_a_personal_workspace_is_neither_renamed_nor_left_nor_shared_nor_deleted() -> None:
    ada = actor_for(person())
    with tenancy.scope(ada.workspace_id):
        with pytest.raises(PersonalWorkspace):
            workspaces.rename_workspace(ada, name="Mine")
        with pytest.raises(PersonalWorkspace):
            workspaces.close_workspace(ada, name="Personal")
        with pytest.raises(PersonalWorkspace):
            members.leave_workspace(ada)
        with pytest.raises(PersonalWorkspace):
            members.change_role(ada, ada.person_id, role=Role.VIEWER)


def test_an_admin_renames_and_a_member_does_not(there: Team) -> None:
    with there.inside():
        workspaces.rename_workspace(there.acting(there.adam), name="Countess & Co")
        with pytest.raises(RoleTooLow):
            workspaces.rename_workspace(there.acting(there.mia), name="Mine")
        assert "Countess & Co" == Workspace.objects.get().name
    assert [there.adam.pk] == [fact.person_id for fact in published(WorkspaceRenamed)]


def test_deleting_takes_the_name_shuts_the_door_at_once_and_can_be_taken_back_by_an_owner(there: Team) -> None:
    with there.inside():
        with pytest.raises(RoleTooLow):
            workspaces.close_workspace(there.acting(there.adam), name=NAME)
        with pytest.raises(NameMismatch):
            workspaces.close_workspace(there.acting(there.olga), name=NAME.lower())
        workspaces.close_workspace(there.acting(there.olga), name=f" {NAME} ")
    assert 302 == there.browser(there.mia).get("/app/").status_code
    assert str(there.workspace_id) != there.browser(there.mia).get("/api/v1/me").json()["workspace_id"]
    assert 0 == workspaces.delete_closed(), "its seven days are not over"
    assert [NAME] == [card.name for card in list_closing(there.olga.pk)]
    assert () == list_closing(there.adam.pk)
    with pytest.raises(WorkspaceNotFound):
        workspaces.keep_workspace(there.adam.pk, workspace_id=WorkspaceId(there.workspace_id))
    workspaces.keep_workspace(there.olga.pk, workspace_id=WorkspaceId(there.workspace_id))
    assert str(there.workspace_id) == there.browser(there.mia).get("/api/v1/me").json()["workspace_id"]
    assert (1, 1) == (len(published(WorkspaceClosed)), len(published(WorkspaceKept)))


def test_after_seven_days_every_row_of_a_workspace_is_gone_and_no_other_row() -> None:
    doomed, spared = world(), world()
    with doomed.inside() as alice:
        workspaces.close_workspace(alice, name=NAME)
        Workspace.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    before = _rows(spared.cast.workspace_id)
    assert 1 == workspaces.delete_closed()
    assert 0 == workspaces.delete_closed()
    assert dict.fromkeys(before, 0) == _rows(doomed.cast.workspace_id)
    assert before == _rows(spared.cast.workspace_id)
    assert [] == [table for table, count in before.items() if count == 0], "a table was not tried"
    assert [doomed.cast.workspace_id] == [fact.workspace_id for fact in published(WorkspaceDeleted)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing points to what is gone


def _rows(workspace_id: UUID) -> dict[str, int]:
    with tenancy.system():
        counts = {table._meta.db_table: _count(table, workspace_id=workspace_id) for table in tables()}
        counts["identity_membership"] = _count(Membership, workspace_id=workspace_id)
        return counts | {"identity_workspace": _count(Workspace, pk=workspace_id)}


def _count(table: type[Model], **lookup: UUID) -> int:
    return table._default_manager.filter(**lookup).count()


def at_once(*attempts: Callable[[], object]) -> list[str]:
    """Let each attempt run in a thread of its own, all from one moment; say how each ended."""
    start, ends = threading.Barrier(len(attempts)), []

    def run(attempt: Callable[[], object]) -> None:
        start.wait()
        try:
            attempt()
        except DomainError as refusal:
            ends.append(type(refusal).__name__)
        else:
            ends.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def within(there: Team, act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with there.inside():
            act()

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_two_owners_who_demote_each_other_at_the_same_moment_leave_one_of_them(_round: int) -> None:
    there = team()
    there.set_role(there.adam, Role.OWNER)
    olga, adam = there.acting(there.olga), there.acting(there.adam)
    ends = at_once(
        within(there, lambda: members.change_role(olga, adam.person_id, role=Role.VIEWER)),
        within(there, lambda: members.change_role(adam, olga.person_id, role=Role.VIEWER)),
    )
    assert ["NotYoursToGive", "done"] == ends
    assert 1 == list(there.roles().values()).count(Role.OWNER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_two_owners_who_leave_at_the_same_moment_leave_one_of_them(_round: int) -> None:
    there = team()
    there.set_role(there.adam, Role.OWNER)
    olga, adam = there.acting(there.olga), there.acting(there.adam)
    ends = at_once(
        within(there, lambda: members.leave_workspace(olga)), within(there, lambda: members.leave_workspace(adam))
    )
    assert ["LastOwner", "done"] == ends
    assert 1 == list(there.roles().values()).count(Role.OWNER)
