"""The rules of second factors by themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.identity import policy
from assay.modules.identity.types import FactorKind

RFC = b"12345678901234567890"
KINDS = st.sets(st.sampled_from(list(FactorKind)))


@pytest.mark.parametrize(
    ("step", "code"),
    [(0, "755224"), (1, "287082"), (2, "359152"), (3, "969429"), (4, "338314"), (9, "520489")],
)
def test_codes_are_those_of_rfc_4226_appendix_d(step: int, code: str) -> None:
    assert code == policy.totp_code(RFC, step=step)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_steps_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert seconds // 30 in policy.totp_steps(RFC, code=code, now=now)


@given(st.binary(min_size=20, max_size=20), st.integers(0, 2**32), st.integers(-4, 4))
def test_a_code_counts_within_one_step_and_not_beyond(key: bytes, seconds: int, off: int) -> None:
    now = datetime.fromtimestamp(seconds + 300, UTC)
    step = (seconds + 300) // 30 + off
    assert (step in policy.totp_steps(key, code=policy.totp_code(key, step=step), now=now)) == (abs(off) <= 1)


@given(st.text(max_size=20))
def test_a_plain_code_is_plain_already(text: str) -> None:
    once = policy.plain_code(text)
    assert once == policy.plain_code(once)
    assert not any(letter.isspace() or letter in "-\u200b\u00ad" for letter in once)


@given(st.text(alphabet="0123456789", min_size=6, max_size=6), st.sampled_from([0xFF10, 0x0660, 0x0966, 0x1D7CE]))
def test_digits_of_any_script_are_the_same_digits(code: str, zero: int) -> None:
    assert code == policy.plain_code("".join(chr(zero + int(digit)) for digit in code))


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_has_to_grow_unless_the_key_never_counts(stored: int, shown: int) -> None:
    assert policy.is_clone(stored=stored, shown=shown) == (not (shown > stored or stored == shown == 0))


@given(st.sampled_from(list(FactorKind)), KINDS)
def test_a_factor_is_the_last_strong_one_when_no_other_strong_one_stays(
    kind: FactorKind, others: set[FactorKind]
) -> None:
    expected = kind is not FactorKind.EMAIL and others <= {FactorKind.EMAIL}
    assert expected == policy.is_last_strong(kind, others=others)


@given(kinds=KINDS, is_staff=st.booleans(), is_asked=st.booleans())
def test_codes_by_mail_are_for_who_has_and_needs_nothing_stronger(
    *, kinds: set[FactorKind], is_staff: bool, is_asked: bool
) -> None:
    expected = kinds <= {FactorKind.EMAIL} and not is_staff and not is_asked
    assert expected == policy.may_mail_codes(kinds=kinds, is_staff=is_staff, is_asked=is_asked)


@given(st.integers(0, 100), st.integers(1, 72), st.integers(0, 72))
def test_vouching_never_lengthens_the_wait_and_never_makes_it_nothing(asked: int, least: int, wait: int) -> None:
    started = datetime(2026, 11, 25, tzinfo=UTC)
    now, due = started + timedelta(hours=asked), started + timedelta(hours=wait)
    found = policy.due_when_vouched(started_at=started, due_at=due, least=timedelta(hours=least), now=now)
    assert found <= due
    assert found >= min(due, started + timedelta(hours=least))
