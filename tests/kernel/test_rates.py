"""Several limits at once: counted together or not at all, in one round trip, by many processes, at every address."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from redis.client import Monitor

from assay.kernel.gcra import Counter, Local, Rate
from assay.kernel.models import OutboxRow
from tests.faults.addresses import CASES
from tests.identity.make import client_for, person
from tests.kernel.test_limits import GONE

HOUR = 3600
CHILD = """
import sys
from django.conf import settings
settings.configure(CACHES={"default": {"LOCATION": sys.argv[1], "OPTIONS": {"socket_timeout": 30}}}, WEB_PROCESSES=1)
from assay.kernel.gcra import Counter, Rate
counter = Counter()
pairs = [(sys.argv[2], Rate(100, 86_400)), (sys.argv[2] + "-wider", Rate(5_000, 86_400))]
print(sum(all(one.is_allowed for one in counter.ask_all(pairs)) for _ in range(60)))
"""


@pytest.fixture(params=["valkey", "alone"])
def counter(request: pytest.FixtureRequest) -> Iterator[Counter]:
    """Count with the server and without it."""
    if request.param == "valkey":
        yield Counter()
        return
    with override_settings(CACHES={"default": GONE}):
        yield Counter()


def test_a_refused_request_is_counted_nowhere(counter: Counter) -> None:
    narrow, wide = str(uuid4()), str(uuid4())
    asked = [(narrow, Rate(2, HOUR)), (wide, Rate(10, HOUR))]

    answers = [counter.ask_all(asked) for _ in range(6)]

    assert [True, True, False, False, False, False] == [all(one.is_allowed for one in both) for both in answers]
    assert [9, 8, 8, 8, 8, 8] == [both[1].remaining for both in answers], "what others share is not used up"
    assert answers[-1][1].is_allowed, "the one that has room says so"
    assert 7 == counter.ask(wide, Rate(10, HOUR)).remaining


def test_one_count_named_twice_in_a_request_does_not_break_it(counter: Counter) -> None:
    key = str(uuid4())

    assert all(one.is_allowed for one in counter.ask_all([(key, Rate(5, HOUR)), (key, Rate(5, HOUR))]))


def test_parallel_threads_pass_exactly_the_narrowest_limit(counter: Counter) -> None:
    asked = [(str(uuid4()), Rate(50, 86_400)), (str(uuid4()), Rate(10, 86_400)), (str(uuid4()), Rate(30, 86_400))]

    with ThreadPoolExecutor(8) as crowd:
        passed = list(crowd.map(lambda _: all(one.is_allowed for one in counter.ask_all(asked)), range(60)))

    assert 10 == sum(passed)
    assert 20 - 1 == counter.ask(*asked[2]).remaining


@pytest.mark.slow  # starts eight processes
def test_eight_processes_together_pass_exactly_the_limit() -> None:
    address, key = os.environ["VALKEY_URL"], str(uuid4())
    children = [
        subprocess.Popen([sys.executable, "-c", CHILD, address, key], stdout=subprocess.PIPE, env=os.environ)
        for _ in range(8)
    ]

    passed = [int(child.communicate(timeout=120)[0]) for child in children]

    assert [0] * 8 == [child.returncode for child in children]
    assert 100 == sum(passed)


def test_without_the_server_each_process_gives_its_share() -> None:
    with override_settings(CACHES={"default": GONE}, WEB_PROCESSES=8):
        counter, key, tiny = Counter(), str(uuid4()), str(uuid4())
        assert 5 == sum(counter.ask(key, Rate(40, 86_400)).is_allowed for _ in range(40))
        assert 1 == sum(counter.ask(tiny, Rate(3, 86_400)).is_allowed for _ in range(5)), "never nothing at all"


def test_the_local_count_refuses_as_the_server_does() -> None:
    counter = Local()
    asked = [("narrow", Rate(1, HOUR)), ("wide", Rate(4, HOUR))]

    assert [1, 1] == [one[0] for one in counter.ask(asked)]
    assert [0, 1] == [one[0] for one in counter.ask(asked)]
    assert 2 == len(counter)


# --- at the door ---


def _paths(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)
        else:
            yield from _paths(pattern, prefix + str(pattern.pattern))


def _filled(path: str) -> str:
    """An address of the resolver's with harmless values for what it asks."""
    for kind, value in (("uuid", str(uuid4())), ("uuidstr", str(uuid4())), ("slug", "a"), ("path", "a"), ("str", "a")):
        while f"<{kind}:" in path:
            head, _, rest = path.partition(f"<{kind}:")
            path = head + value + rest.partition(">")[2]
    while "<" in path:
        head, _, rest = path.partition("<")
        path = head + "a" + rest.partition(">")[2]
    return f"/{path}"


@pytest.mark.django_db
def test_every_address_counts_whoever_posts_to_it() -> None:
    browser, wanting = client_for(person()), []
    plain = [path for path in _paths(get_resolver()) if path != "api/v1/" and "^" not in path]  # that one answers 404
    assert len(plain) > 50
    for path in plain:
        cache.clear()
        answer = browser.post(_filled(path))
        if "RateLimit" not in answer and answer.status_code != 405:
            wanting.append((path, answer.status_code))

    assert [] == wanting


@pytest.mark.django_db
def test_every_operation_of_the_interface_is_held_against_person_workspace_and_network() -> None:
    browser, wanting = client_for(person()), {}
    for case in CASES:
        if not case.is_api or case.route == "api/v1/engine":
            continue
        cache.clear()
        names = {one.split(";")[0] for one in case.send(browser, {}).get("RateLimit", "").split(", ")}
        kind = next((kind for kind in ("costly", "write", "read") if f'"{kind}-person"' in names), "none")
        if not {f'"{kind}-person"', f'"{kind}-workspace"', f'"{kind}-address"'} <= names:
            wanting[case.name] = names
        if case.changes and kind == "read":
            wanting[case.name] = names

    assert {} == wanting


@pytest.mark.django_db
def test_over_the_limit_a_program_is_told_how_long_to_wait_and_the_fact_is_announced_once() -> None:
    browser = client_for(person())
    answers = [browser.post("/api/v1/discovery-runs") for _ in range(40)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {"application/problem+json"} == {answer["Content-Type"] for answer in refused}
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert "RateLimit-Policy" in refused[0]
    assert 1 == OutboxRow.objects.filter(name="kernel.limit_reached.v1").count()


@pytest.mark.django_db
def test_signing_in_is_limited_by_network_whatever_door_is_tried() -> None:
    browser = Client()
    answer = browser.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert '"sign-in-address"' in answer["RateLimit"]


@pytest.mark.django_db
def test_an_authenticated_request_of_the_interface_asks_the_server_once() -> None:
    browser = client_for(person())
    browser.get("/api/v1/ideas")  # the script is known from here on
    assert 1 == len(_commands(lambda: browser.get("/api/v1/ideas")))
    browser.put("/api/v1/profile", "{}", content_type="application/json")
    assert 1 == len(_commands(lambda: browser.post("/api/v1/discovery-runs")))
    # What is refused is counted once more, by whoever watches for people that try doors.
    assert 2 == len(_commands(lambda: browser.get(f"/api/v1/ideas/{uuid4()}")))


def _commands(work: Any) -> list[str]:
    """What the server was asked while the work was done; what scripts do inside is not counted."""
    client, marker = (redis.Redis.from_url(os.environ["VALKEY_URL"]) for _ in range(2))
    mark, seen = f"end-{uuid4()}", []
    marker.ping()  # says hello before anybody listens
    watch: Any = Monitor
    with watch(client.connection_pool) as line:
        work()
        marker.get(mark)
        for said in line.listen():
            if mark in said["command"]:
                break
            if said["client_type"] != "lua" and said["db"] == client.connection_pool.connection_kwargs.get("db", 0):
                seen.append(said["command"])
    return seen
