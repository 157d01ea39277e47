"""Whether somebody has an account shows neither in words nor in work nor in time: sign-in, reset, sign-up."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from assay.kernel.testing import queued
from assay.modules.identity.models import Person
from tests.identity.counting import HASHERS, Counting
from tests.identity.make import PASSWORD, person
from tests.identity.test_refusals import text

pytestmark = pytest.mark.django_db
NOBODY = "nobody@example.org"
ROUNDS = 30
type Post = Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class Work:
    """What answering a request took."""

    statements: Counter[str]
    hashes: int
    jobs: int


def sign_in(address: str) -> Any:
    return Client().post("/accounts/login/", {"login": address, "password": "guess guess guess"})


def reset(address: str) -> Any:
    return Client().post("/accounts/password/reset/", {"email": address})


def sign_up(address: str) -> Any:
    return Client().post("/accounts/signup/", {"email": address, "password1": "four patient otters sang"})


def usual() -> str:
    return person(password=PASSWORD).email


def unverified() -> str:
    return person(verified=False).email


def switched_off() -> str:
    off = person()
    Person.objects.filter(pk=off.pk).update(is_active=False)
    return off.email


def without_password() -> str:
    by_key = person()
    Person.objects.filter(pk=by_key.pk).update(password="!unusable")
    return by_key.email


ACCOUNTS = (usual, unverified, switched_off, without_password)
POSTS: tuple[Post, ...] = (sign_in, reset, sign_up)


def work_of(post: Post, address: str) -> Work:
    """Post once and count what it took."""
    jobs, Counting.calls = len(queued()), 0
    with CaptureQueriesContext(
        connection,
    ) as asked:
        post(address)
    hashes, statements = Counting.calls, Counter(_shape(query["sql"]) for query in asked.captured_queries)
    return Work(statements=statements, hashes=hashes, jobs=len(queued()) - jobs)


def _shape(statement: str) -> str:
    """Return verb and table: what a statement costs, without what it says. To undo costs what to keep costs."""
    verb = statement.split(" ", maxsplit=1)[0].replace("ROLLBACK", "RELEASE")
    table = re.search(r'(?:FROM|INTO|UPDATE) "([a-z_]+)"', statement)
    return f"{verb} {table[1]}" if table else verb


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_same_work_is_done_whoever_is_asked_for(post: Post, account: Callable[[], str]) -> None:
    with override_settings(PASSWORD_HASHERS=HASHERS):
        known = account()
        work_of(post, "warm-up@example.org")
        cache.clear()
        found = [work_of(post, address) for address in (known, NOBODY)]
    assert found[0].hashes == found[1].hashes
    assert found[0].jobs == found[1].jobs
    assert found[0].statements == found[1].statements


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_same_words_are_said_whoever_is_asked_for(post: Post, account: Callable[[], str]) -> None:
    known = account()
    answers = [post(address) for address in (known, NOBODY)]
    said = [text(answer).replace(address, "?") for answer, address in zip(answers, (known, NOBODY), strict=True)]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].headers.get("Location") == answers[1].headers.get("Location")
    assert said[0] == said[1]
    assert set(answers[0].cookies) == set(answers[1].cookies)


def _seconds(post: Post, address: str) -> float:
    cache.clear()
    began = time.perf_counter()
    post(address)
    return time.perf_counter() - began


@pytest.mark.slow  # thirty requests of each kind, in turn, so that a busy moment meets both
@pytest.mark.parametrize("post", POSTS)
def test_the_answer_takes_as_long_whoever_is_asked_for(post: Post) -> None:
    """A coarse bound, for a machine that does other things; the exact one is the work above."""
    with override_settings(PASSWORD_HASHERS=HASHERS):
        known = usual()
        post(known)
        pairs = [(_seconds(post, known), _seconds(post, f"{n}{NOBODY}")) for n in range(ROUNDS)]
    quick = [statistics.median(sorted(side)[: ROUNDS // 2]) for side in zip(*pairs, strict=True)]
    assert 0.7 < quick[0] / quick[1] < 1 / 0.7
