"""When an attempt has to wait or to work: the rule alone, and the server's script beside the local count."""

import hashlib
import itertools

import pytest
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.identity import policy
from assay.modules.identity.providers import blinding, proofs
from assay.modules.identity.services.tally import Local, Tally
from assay.modules.identity.types import Attempt, Level, Limit, Proof, Stage, Verdict
from tests.identity.test_refusals import dead_cache

PAIR = Limit(free=5, period=3600, longest_wait=60, work_from=10, ceiling=40)
ATTEMPT = Attempt(stage=Stage.PASSWORD, account="a", network="n")


def judged(failures: float, *, age: float = 0.0, shown: int = 0, limit: Limit = PAIR) -> Verdict:
    return policy.judge([(limit, Level(failures=failures, age=age))], shown=shown)


def test_a_few_failures_cost_nothing_then_each_doubles_the_wait() -> None:
    assert judged(4).is_allowed
    assert [2000, 4000, 8000, 16000, 32000] == [judged(n).wait for n in range(5, 10)]
    assert judged(5, age=2000).is_allowed
    assert not judged(5, age=1900).is_allowed


def test_after_that_work_is_asked_for_and_more_of_it_each_time_the_failures_double() -> None:
    assert [17, 17, 18, 18] == [judged(n).work for n in (10, 19, 20, 39)]
    assert judged(10, shown=17).is_allowed
    assert judged(20, shown=17).is_allowed, "one bit of grace: others may have failed while it worked"
    assert not judged(20, shown=16).is_allowed
    assert 22 == judged(1e6, limit=Limit(free=10, period=60, work_from=10)).work


def test_at_the_ceiling_only_time_helps() -> None:
    refused = judged(40, shown=22)
    assert (False, 0) == (refused.is_allowed, refused.work)
    assert judged(40, age=refused.wait, shown=22).is_allowed


def test_no_work_shortens_a_wait_that_has_no_work_to_offer() -> None:
    assert not judged(6, shown=22, limit=Limit(free=5, period=60, longest_wait=900)).is_allowed


def test_failures_are_forgotten_evenly() -> None:
    assert 5.0 == policy.leaked(Level(failures=10, age=3_600_000), PAIR)
    assert 0.0 == policy.leaked(Level(failures=3, age=3_600_000), PAIR)


@given(st.floats(0, 1e5), st.floats(0, 1e8), st.integers(0, 22))
def test_whoever_waits_as_long_as_told_may_try(failures: float, age: float, shown: int) -> None:
    verdict = judged(failures, age=age, shown=shown)
    after = 0 if verdict.work else 22  # at the ceiling, waiting leads back to where work is accepted
    assert verdict.is_allowed or judged(failures, age=age + verdict.wait, shown=after).is_allowed
    assert verdict.is_allowed is (verdict.wait == 0)


def test_a_known_device_is_counted_by_itself_and_no_stage_counts_with_another() -> None:
    known = Attempt(stage=Stage.PASSWORD, account="a", network="n", device="d")
    factor = Attempt(stage=Stage.FACTOR, account="a", network="n")
    names = [set(policy.counters(attempt)) for attempt in (ATTEMPT, known, factor)]
    assert [] == [a & b for a, b in itertools.combinations(names, 2) if a & b]
    assert {"password|device|a|d"} == names[1]


def test_an_owner_is_never_asked_to_wait_for_what_strangers_did_at_the_account() -> None:
    by_account = policy.counters(ATTEMPT)["password|account|a"]
    assert (None, 0) == (by_account.ceiling, by_account.longest_wait)
    assert by_account.work_from == by_account.free


def test_the_servers_script_and_the_local_count_decide_alike() -> None:
    cache.clear()
    remote, local = Tally(), Local()
    for number in range(130):
        proof = Proof(bits=policy.MOST_WORK, nonce=f"n{number // 2}") if number > 15 else None
        verdicts = [tally.attempt(policy.counters(ATTEMPT), proof) for tally in (remote, local)]
        assert verdicts[0].is_allowed is verdicts[1].is_allowed, number
        assert verdicts[0].work == verdicts[1].work, number
        assert verdicts[0].wait == pytest.approx(verdicts[1].wait, abs=1500), number
        if number % 3 == 0 and verdicts[0].is_allowed:
            remote.give_back(policy.counters(ATTEMPT))
            local.give_back(policy.counters(ATTEMPT))


def test_a_lost_cache_is_replaced_by_a_count_in_this_process() -> None:
    with override_settings(CACHES=dead_cache()):
        alone = Tally()
        allowed = [alone.attempt(policy.counters(ATTEMPT), None).is_allowed for _ in range(8)]
        alone.give_back(policy.counters(ATTEMPT))
    assert [True] * 5 + [False] * 3 == allowed


def test_the_local_count_forgets_the_oldest_and_stays_small() -> None:
    local = Local(most=3)
    limit = {"free": Limit(free=1, period=3600, longest_wait=60)}
    for name in "abcd":
        local.attempt({name: limit["free"]}, None)
    assert local.attempt({"a": limit["free"]}, None).is_allowed, "forgotten"
    assert not local.attempt({"d": limit["free"]}, None).is_allowed


def solved(task: str, bits: int) -> str:
    """Do what the browser does."""
    for number in itertools.count():
        if int.from_bytes(hashlib.sha256(f"{task}:{number}".encode()).digest()) >> (256 - bits) == 0:
            return str(number)
    raise AssertionError


def test_a_proof_holds_for_its_account_and_for_work_that_was_done() -> None:
    task = proofs.task("alice" * 13, bits=9)
    answer = solved(task, 9)
    shown = proofs.proof("alice" * 13, task=task, answer=answer)
    assert shown is not None
    assert 9 == shown.bits
    assert proofs.proof("bob" * 20, task=task, answer=answer) is None
    for wrong in ("", "-1", "x", "٣", "1" * 21, str(int(answer) + 1) if int(answer) else "1"):
        found = proofs.proof("alice" * 13, task=task, answer=wrong)
        assert found is None or solved(task, 9) != answer
    for forged in ("", "x", task[:-1], task.replace(":", ".", 1)):
        assert proofs.proof("alice" * 13, task=forged, answer=answer) is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::", True),
        ("2001:db8:1::", "2001:db8:2::", False),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
        ("", "unix", False),
    ],
)
def test_a_network_is_what_one_customer_is_given(one: str, other: str, is_same: object) -> None:
    assert is_same is (blinding.network(one) == blinding.network(other))


def test_an_account_is_its_address_whatever_its_case() -> None:
    assert blinding.account(" Ada@Example.org ") == blinding.account("ada@example.org")
    assert "ada" not in blinding.account("ada@example.org")
