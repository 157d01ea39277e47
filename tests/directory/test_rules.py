"""Which texts are domains, what answers come to, how long a proof holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.directory import policy
from assay.modules.directory.policy import Fault
from assay.modules.directory.types import Finding

VALUE = policy.value_of("abc")
START = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("example.com", "example.com"),
        ("  Example.COM.  ", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("team.example.co.uk", "team.example.co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("ｅxample．com", "example.com"),
    ],
)
def test_a_domain_has_one_spelling(typed: str, name: str) -> None:
    assert name == policy.read_name(typed) == policy.read_name(name)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.UNREADABLE),
        ("com", Fault.SUFFIX),
        ("co.uk", Fault.SUFFIX),
        ("github.io", Fault.SUFFIX),
        ("gmail.com", Fault.FREE_MAIL),
        ("GMail.com", Fault.FREE_MAIL),
        ("192.0.2.1", Fault.ADDRESS),
        ("[2001:db8::1]", Fault.ADDRESS),
        ("2001:db8::1", Fault.ADDRESS),
        ("localhost", Fault.RESERVED),
        ("printer.local", Fault.RESERVED),
        ("1.2.3", Fault.UNREADABLE),
        ("https://example.com", Fault.UNREADABLE),
        ("me@example.com", Fault.UNREADABLE),
        ("_assay.example.com", Fault.UNREADABLE),
        ("*.example.com", Fault.UNREADABLE),
        ("exa mple.com", Fault.UNREADABLE),
        ("-example.com", Fault.UNREADABLE),
        ("example..com", Fault.UNREADABLE),
        ("example.com/path", Fault.UNREADABLE),
        ("example.com\x00", Fault.UNREADABLE),
        ("xn--zzzzzz--.com", Fault.UNREADABLE),
        ("a." * 130 + "com", Fault.UNREADABLE),
        ("x" * 64 + ".com", Fault.UNREADABLE),
    ],
)
def test_what_is_no_domain_of_a_company_is_refused_with_the_reason(typed: str, fault: Fault) -> None:
    with pytest.raises(policy.NotClaimable) as refusal:
        policy.read_name(typed)
    assert fault is refusal.value.fault


@given(st.text(max_size=300))
def test_any_text_is_a_name_in_its_one_spelling_or_refused(typed: str) -> None:
    try:
        name = policy.read_name(typed)
    except policy.NotClaimable:
        return
    assert name == policy.read_name(name)
    assert name.isascii()
    assert name == name.lower()
    assert "." in name


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ann@example.com", "example.com"),
        ("Ann@EXAMPLE.com ", "example.com"),
        ("a@b@example.com", "example.com"),
        ("example.com", ""),
        ("ann@gmail.com", ""),
        ("ann@", ""),
        ("", ""),
    ],
)
def test_an_address_has_the_domain_after_its_last_at(address: str, domain: str) -> None:
    assert domain == policy.domain_of(address)


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        ([{VALUE}], Finding.FOUND),
        ([{VALUE, "v=spf1 -all"}, {VALUE}], Finding.FOUND),
        ([{VALUE}, set()], Finding.SPLIT),
        ([{VALUE}, {policy.value_of("other")}], Finding.SPLIT),
        ([{policy.value_of("other")}, set()], Finding.OTHER),
        ([{"v=spf1 -all"}], Finding.NOTHING),
        ([{VALUE.upper()}], Finding.NOTHING),
        ([{f"{VALUE} "}], Finding.OTHER),
        ([set(), set()], Finding.NOTHING),
        ([], Finding.NOTHING),
    ],
)
def test_a_value_counts_when_every_server_gives_it(answers: list[set[str]], finding: Finding) -> None:
    assert finding is policy.judge([frozenset(texts) for texts in answers], value=VALUE)


def test_owners_hear_after_a_day_and_the_proof_ends_after_seven_but_never_unheard() -> None:
    day = timedelta(days=1)
    assert not policy.is_warning_due(START, warned_at=None, now=START + day / 2)
    assert policy.is_warning_due(START, warned_at=None, now=START + day)
    assert not policy.is_warning_due(START, warned_at=START + day, now=START + 2 * day)
    assert not policy.is_over(START, warned_at=START + day, now=START + 6.9 * day)
    assert policy.is_over(START, warned_at=START + day, now=START + 7 * day)
    assert not policy.is_over(START, warned_at=None, now=START + 30 * day)
    assert not policy.is_over(START, warned_at=START + 8 * day, now=START + 8.5 * day)


def test_a_check_is_waited_for_until_it_is_done_and_not_for_ever() -> None:
    second = timedelta(seconds=1)
    assert not policy.is_waiting(asked_at=None, checked_at=None, now=START)
    assert policy.is_waiting(asked_at=START, checked_at=None, now=START + second)
    assert policy.is_waiting(asked_at=START, checked_at=START - second, now=START + second)
    assert not policy.is_waiting(asked_at=START, checked_at=START + second, now=START + second)
    assert not policy.is_waiting(asked_at=START, checked_at=None, now=START + timedelta(minutes=3))
