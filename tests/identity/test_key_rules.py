"""The rules of keys by themselves."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.identity import policy
from assay.modules.identity.types import KeyOrder, Role

ROLES = st.sampled_from(Role)
SCOPES = st.lists(st.sampled_from(["ideas:read", "ideas:write", "keys:write", "reports:read"]), min_size=1)
RANK = [Role.VIEWER, Role.MEMBER, Role.ADMIN, Role.OWNER]


@given(st.integers(0, 9), st.characters(codec="ascii", categories=["Lu", "Ll", "Nd"]))
def test_one_changed_character_is_noticed(at: int, other: str) -> None:
    public_id, key = policy.new_key()
    place = 11 + at * 5
    changed = key[:place] + other + key[place + 1 :]

    assert key.startswith(f"assay_live_{public_id}_")
    assert policy.is_key(key)
    assert policy.is_key(changed) == (changed == key)


@given(st.text())
def test_no_other_text_is_a_key(text: str) -> None:
    assert not policy.is_key(text)
    assert not policy.is_key(f"assay_live_{text}")


def test_keys_do_not_repeat() -> None:
    assert 500 == len({policy.new_key()[0] for _ in range(500)})


@pytest.mark.parametrize("is_signed", [True, False])
@given(role=ROLES, scopes=SCOPES)
def test_a_program_never_has_more_power_than_its_maker_its_scopes_and_its_signature(
    *, role: Role, scopes: list[str], is_signed: bool
) -> None:
    given = policy.power(role, scopes, is_signed=is_signed)

    assert policy.reaches(role, given)
    if not is_signed:
        assert policy.reaches(Role.MEMBER, given)
    if not is_signed and not any(scope.endswith(":write") for scope in scopes):
        assert Role.VIEWER is given
    else:
        most = Role.OWNER if is_signed else Role.MEMBER
        assert min(RANK.index(role), RANK.index(most)) == RANK.index(given)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_a_key_bound_to_one_address_is_good_from_there_alone(address: IPv4Address | IPv6Address) -> None:
    other = type(address)(int(address) ^ 1)

    assert policy.admits([str(address)], str(address))
    assert not policy.admits([str(address)], str(other))
    assert policy.admits([], str(address))
    assert not policy.admits([str(address)], "not an address")


@pytest.mark.parametrize(
    ("days", "told", "lifetime", "due"),
    [
        (20, None, 90, None),
        (14, None, 90, 14),
        (13, 14, 90, None),
        (3, 14, 90, 3),
        (2, None, 90, 3),
        (2, 3, 90, None),
        (6, None, 7, None),
        (3, None, 7, 3),
        (1, None, 1, None),
    ],
)
def test_warnings_are_due_once_each_and_not_for_keys_that_live_no_longer(
    days: int, told: int | None, lifetime: int, due: int | None
) -> None:
    assert due == policy.key_warning(timedelta(days=days), told=told, lifetime=timedelta(days=lifetime))


def test_every_fault_of_an_order_is_named_at_once_with_its_place() -> None:
    many = tuple(f"10.0.{number}.0/24" for number in range(21))
    order = KeyOrder(name=" " * 81, scopes=(), days=0, networks=(*many, "10.0.0.1/24"), per_minute=601)

    pointers = [pointer for pointer, _ in policy.key_faults(order, offered=["ideas:read"])]

    assert ["/name", "/scopes", "/days", "/networks", "/per_minute", "/networks/21"] == pointers
    fine = KeyOrder(name="A", scopes=("ideas:read",), days=365, networks=("::/0",), per_minute=600)
    assert () == policy.key_faults(fine, offered=["ideas:read"])
