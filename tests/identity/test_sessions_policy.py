"""What a request that differs from its session's beginnings calls for, and when a session is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel.ids import new_id
from assay.modules.identity.policy import sessions as policy
from assay.modules.identity.types import Role, WorkspaceCard, WorkspaceId
from assay.modules.identity.types.sessions import Difference, Ending, Grade, Lifetime, Visit

HOME = Visit(device="d", agent="Firefox 128", browser="Firefox", system="Linux", network="home")
SEVERITY = (Difference.SAME, Difference.NOTIFY, Difference.STEP_UP, Difference.CUT)
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
LIVES = Lifetime(idle=timedelta(hours=1), absolute=timedelta(hours=12))

OTHER = {"agent": "Chrome", "browser": "Chrome"}
TABLE = [
    ({}, Difference.SAME),
    ({"agent": "Firefox 129"}, Difference.SAME),  # an update, another language
    ({"network": "train"}, Difference.NOTIFY),  # a phone, all day
    ({"network": "train", "agent": "Firefox 129"}, Difference.NOTIFY),
    (OTHER, Difference.STEP_UP),
    ({"agent": "x", "system": "Android"}, Difference.STEP_UP),  # a phone that asks for the desktop's page
    ({"agent": "x", "system": "Android", "network": "train"}, Difference.STEP_UP),
    ({"device": ""}, Difference.STEP_UP),
    ({"device": "", "agent": "Firefox 129"}, Difference.STEP_UP),
    ({"device": "e"}, Difference.STEP_UP),
    ({"device": "", "network": "cafe"}, Difference.CUT),
    ({"device": "", **OTHER}, Difference.CUT),
    ({"device": "", "agent": "x", "system": "Windows"}, Difference.CUT),
    ({"device": "e", "network": "cafe"}, Difference.CUT),
    ({"device": "", "network": "cafe", **OTHER}, Difference.CUT),
]


@pytest.mark.parametrize(("change", "expected"), TABLE)
def test_the_table_of_levels(change: dict[str, str], expected: Difference) -> None:
    assert expected is policy.difference(HOME, replace(HOME, **change))


def test_a_session_that_is_bound_to_no_browser_is_never_taken_from_anybody() -> None:
    assert Difference.SAME is policy.difference(replace(HOME, device=""), Visit())


visits = st.builds(
    Visit,
    device=st.sampled_from(["", "d", "e"]),
    agent=st.sampled_from(["Firefox 128", "x"]),
    browser=st.sampled_from(["", "Firefox", "Chrome"]),
    system=st.sampled_from(["", "Linux", "Android"]),
    network=st.sampled_from(["", "home", "train"]),
)


@given(visits)
def test_whatever_comes_with_its_device_is_never_cut_and_a_move_alone_never_asks(now: Visit) -> None:
    assert Difference.CUT is not policy.difference(HOME, replace(now, device="d"))
    assert policy.difference(HOME, replace(HOME, network=now.network)) in {Difference.SAME, Difference.NOTIFY}


@given(visits, st.sampled_from(["", "e"]))
def test_without_its_device_a_session_changes_nothing_unproven(now: Visit, device: str) -> None:
    assert policy.difference(HOME, replace(now, device=device)) in {Difference.STEP_UP, Difference.CUT}


@given(visits, st.sampled_from(["network", "browser", "system"]))
def test_one_more_difference_never_makes_it_milder(now: Visit, name: str) -> None:
    less = replace(now, agent="x", **{name: getattr(HOME, name)})
    more = replace(less, **{name: "another"})
    assert SEVERITY.index(policy.difference(HOME, less)) <= SEVERITY.index(policy.difference(HOME, more))


@pytest.mark.parametrize(
    ("begun", "seen", "expected"),
    [
        (0, 0, None),
        (11.9, 0.9, None),
        (2, 1, Ending.IDLE),
        (12, 0, Ending.TOO_OLD),
        (13, 2, Ending.TOO_OLD),
    ],
)
def test_a_session_ends_unused_or_old(begun: float, seen: float, expected: Ending | None) -> None:
    then = AT - timedelta(hours=begun), AT - timedelta(hours=seen)
    assert expected is policy.ending(LIVES, begun_at=then[0], seen_at=then[1], now=AT)


@given(st.timedeltas(timedelta(0), timedelta(days=2)), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_nothing_outlives_its_limits_and_nothing_dies_before(begun: timedelta, seen: timedelta) -> None:
    over = policy.ending(LIVES, begun_at=AT - begun, seen_at=AT - seen, now=AT)
    assert (over is None) == (begun < LIVES.absolute and seen < LIVES.idle)


def card(role: Role, *, is_personal: bool) -> WorkspaceCard:
    return WorkspaceCard(id=WorkspaceId(new_id()), name="", is_personal=is_personal, role=role)


@pytest.mark.parametrize(
    ("who", "cards", "expected"),
    [
        ("a founder", [card(Role.OWNER, is_personal=True)], Grade.MEMBER),
        ("a founder", [card(Role.OWNER, is_personal=True), card(Role.MEMBER, is_personal=False)], Grade.MEMBER),
        ("a founder", [card(Role.OWNER, is_personal=True), card(Role.ADMIN, is_personal=False)], Grade.LEAD),
        ("a founder", [card(Role.OWNER, is_personal=False)], Grade.LEAD),
        ("staff", [card(Role.OWNER, is_personal=True)], Grade.STAFF),
        ("a founder", [], Grade.MEMBER),
    ],
)
def test_a_session_is_as_dangerous_as_what_its_person_may_do(
    who: str, cards: list[WorkspaceCard], expected: Grade
) -> None:
    assert expected is policy.grade(is_staff=who == "staff", workspaces=cards)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.254", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:7:1::9", "2001:db8:7::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_networks_are_coarse(address: str, expected: str) -> None:
    assert expected == policy.network(address)
