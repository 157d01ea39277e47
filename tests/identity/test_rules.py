"""Who may do what, without a database: for every role, action and change of roles there is."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.identity.policy import access as rules
from assay.modules.identity.types import Role
from assay.modules.identity.types.places import Action

ROLES = st.sampled_from(list(Role))
UPWARDS = (Role.VIEWER, Role.MEMBER, Role.ADMIN, Role.OWNER)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def rank(role: Role) -> int:
    return UPWARDS.index(role)


def test_every_action_has_its_line_in_the_table() -> None:
    assert set(Action) == set(rules.LEAST)


@given(action=st.sampled_from(list(Action)), lower=ROLES, higher=ROLES)
def test_who_may_something_keeps_it_with_a_higher_role(action: Action, lower: Role, higher: Role) -> None:
    if rank(higher) >= rank(lower) and rules.may(lower, action):
        assert rules.may(higher, action)


def test_a_viewer_may_look_and_leave_and_nothing_else() -> None:
    allowed = {action for action in Action if rules.may(Role.VIEWER, action)}
    seen = {Action.WORKSPACE_SEE, Action.MEMBERS_SEE, Action.IDEAS_SEE, Action.BILLING_SEE}
    assert seen | {Action.WORKSPACE_LEAVE} == allowed


def test_what_cannot_be_taken_back_is_for_owners_alone() -> None:
    owners = {action for action in Action if not rules.may(Role.ADMIN, action)}
    assert {
        Action.WORKSPACE_DELETE,
        Action.WORKSPACE_HAND_OVER,
        Action.DIRECTORY_MANAGE,
        Action.BILLING_MANAGE,
        Action.WORKSPACE_EXPORT,
    } == owners


@pytest.mark.parametrize("by", [Role.MEMBER, Role.VIEWER])
def test_members_and_viewers_give_nothing_and_touch_nobody(by: Role) -> None:
    assert () == rules.givable(by)
    assert not any(rules.may_touch(by, holder) for holder in Role)


def test_an_admin_gives_everything_but_ownership_and_does_not_touch_owners() -> None:
    assert (Role.ADMIN, Role.MEMBER, Role.VIEWER) == rules.givable(Role.ADMIN)
    assert tuple(Role) == rules.givable(Role.OWNER)
    assert {Role.OWNER} == {holder for holder in Role if not rules.may_touch(Role.ADMIN, holder)}


@given(holder=ROLES, role=ROLES)
def test_nobody_raises_themselves(holder: Role, role: Role) -> None:
    allowed = rules.may_change(holder, holder=holder, role=role, is_self=True)
    assert allowed is (rank(role) <= rank(holder))


@given(by=ROLES, holder=ROLES, role=ROLES)
def test_of_others_nobody_makes_more_than_they_are_themselves_nor_lowers_who_stands_above(
    by: Role, holder: Role, role: Role
) -> None:
    allowed = rules.may_change(by, holder=holder, role=role, is_self=False)
    assert allowed is (rank(by) >= rank(Role.ADMIN) and rank(holder) <= rank(by) and rank(role) <= rank(by))


@given(owners=st.sets(st.integers(0, 4), min_size=1), leaving=st.integers(0, 4))
def test_somebody_is_the_last_owner_when_nobody_else_owns(owners: set[int], leaving: int) -> None:
    assert rules.is_last_owner(leaving, owners=owners) is (not owners - {leaving})


def test_an_invitation_is_over_after_seven_days_to_the_second() -> None:
    sent = NOW - rules.INVITATION_LASTS
    assert rules.is_over(sent + rules.INVITATION_LASTS, now=NOW)
    assert not rules.is_over(sent + rules.INVITATION_LASTS, now=NOW - timedelta(seconds=1))


@pytest.mark.parametrize(("sendings", "minutes"), list(product((1, 3, 4), (0, 9, 10, 60))))
def test_a_mail_is_repeated_after_ten_minutes_and_three_times_at_most(sendings: int, minutes: int) -> None:
    may = rules.may_resend(NOW - timedelta(minutes=minutes), sendings=sendings, now=NOW)
    assert may is (sendings < 4 and minutes >= 10)
