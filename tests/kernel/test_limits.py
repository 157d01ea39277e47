"""How often, how much at a time, and what the caller has already."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from assay.kernel import context, etag, throttle
from assay.kernel.cache import Lossy, LossyCache
from assay.kernel.errors import Invalid, TooMany
from assay.kernel.gcra import Counter, Local, Rate
from assay.kernel.models import OutboxRow
from assay.kernel.pagination import Page, decode, encode, paginate

FOUR_AN_HOUR = Rate.parse("4/h")
GONE = {
    "BACKEND": "assay.kernel.cache.LossyCache",
    "LOCATION": "redis://127.0.0.1:1/0",
    "OPTIONS": {"socket_connect_timeout": 0.2},
}


def request(method: str = "GET", **headers: str) -> HttpRequest:
    return RequestFactory().generic(
        method, "/x", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


# --- rates ---


@pytest.fixture(params=["valkey", "alone"])
def counted(request: pytest.FixtureRequest) -> Any:
    """Count with the server and without it."""
    counter = Counter()
    if request.param == "valkey":
        yield counter
        return
    with override_settings(CACHES={"default": GONE}):
        yield counter


def test_a_burst_passes_and_then_the_steady_rate_holds(counted: Any) -> None:
    key = str(uuid4())
    answers = [counted.ask(key, FOUR_AN_HOUR) for _ in range(6)]
    assert [True] * 4 + [False] * 2 == [answer.is_allowed for answer in answers]
    assert [3, 2, 1, 0, 0, 0] == [answer.remaining for answer in answers]
    assert 890 <= answers[-1].retry_after <= 900
    assert 3590 <= answers[-1].reset_after <= 3600
    assert counted.ask(str(uuid4()), FOUR_AN_HOUR).is_allowed


def test_the_rate_refills_with_time(counted: Any) -> None:
    key, rate = str(uuid4()), Rate.parse("20/s")
    while counted.ask(key, rate).is_allowed:
        pass
    deadline = time.monotonic() + 5
    while not counted.ask(key, rate).is_allowed:
        assert time.monotonic() < deadline


def test_parallel_callers_get_no_more_than_the_limit(counted: Any) -> None:
    key, rate = str(uuid4()), Rate.parse("10/d")
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: counted.ask(key, rate).is_allowed, range(40)))
    assert 10 == sum(answers)


def test_the_local_count_forgets_before_it_grows_without_bound() -> None:
    counter = Local(most=50)
    slow, quick = Rate.parse("1/h"), Rate(1_000_000, 1)
    for _ in range(200):
        counter.ask([(str(uuid4()), quick)])
    for _ in range(200):
        counter.ask([(str(uuid4()), slow)])
    assert len(counter) <= 50


@pytest.mark.parametrize("text", ["", "30", "0/m", "x/m", "30/w", "-1/s"])
def test_a_rate_has_a_form(text: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        Rate.parse(text)


@pytest.mark.django_db
def test_a_view_over_its_rate_raises_and_says_when() -> None:
    calls: list[str] = []

    @throttle.throttle("2/h", by="address", name="seldom", methods=("POST",))
    def view(asked: HttpRequest) -> HttpResponse:
        calls.append(str(asked.method))
        return HttpResponse("ok")

    answers = [view(request("POST")) for _ in range(2)]
    assert '"seldom";q=2;w=3600' == answers[0]["RateLimit-Policy"]
    assert ['"seldom";r=1;t=1800', '"seldom";r=0;t=3600'] == [answer["RateLimit"] for answer in answers]
    with pytest.raises(TooMany) as refused:
        view(request("POST"))
    assert 1790 <= refused.value.retry_after <= 1800
    assert refused.value.headers["RateLimit"].startswith('"seldom";r=0;')
    assert "RateLimit" not in view(request("GET"))
    assert ["POST", "POST", "GET"] == calls


def test_people_are_counted_apart_and_strangers_by_address() -> None:
    alice = uuid4()
    with context.bound(person_id=alice):
        assert f"person:{alice}" == throttle.caller(request(), throttle.By.PERSON)
        assert "address:127.0.0.1" == throttle.caller(request(), throttle.By.ADDRESS)
    assert "address:127.0.0.1" == throttle.caller(request(), throttle.By.PERSON)


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "3.3.3.3"), (2, "2.2.2.2"), (4, "127.0.0.1")])
def test_an_address_that_the_caller_wrote_is_not_believed(proxies: int, seen: str) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        assert seen == throttle.address(request(X_Forwarded_For="1.1.1.1, 2.2.2.2, 3.3.3.3"))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_whoever_owns_a_network_gets_one_count_not_one_for_each_address(address: str, network: str) -> None:
    asked = request()
    asked.META["REMOTE_ADDR"] = address

    assert f"address:{network}" == throttle.caller(asked, throttle.By.ADDRESS)


@pytest.mark.slow  # starts a web process
@pytest.mark.django_db(transaction=True)
def test_too_many_requests_are_answered_429_with_and_without_the_cache_server(
    serve: Callable[..., Any], site: Any
) -> None:
    for place in (site, serve(VALKEY_URL="redis://127.0.0.1:1/0")):
        answers = [place.get("/seldom") for _ in range(4)]
        assert [200, 200, 200, 429] == [answer.status for answer in answers]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert "q=3;w=60" in answers[-1].headers["ratelimit-policy"]
        assert "Wait a moment" in answers[-1].text


# --- cache ---


def test_a_lost_cache_misses_and_forgets_but_never_fails() -> None:
    gone = LossyCache(str(GONE["LOCATION"]), {"OPTIONS": GONE["OPTIONS"]})
    gone.set("a", 1)
    gone.set_many({"a": 1})
    gone.delete_many(["a"])
    assert "else" == gone.get("a", "else")
    assert {} == gone.get_many(["a"])
    assert not gone.has_key("a")
    assert gone.add("a", 1)
    assert 1 == gone.incr("a")
    assert not gone.touch("a")
    assert not gone.delete("a")
    gone.clear()


def test_a_lost_server_is_left_alone_for_a_moment() -> None:
    lossy, asked = Lossy(), []

    def fail() -> int:
        asked.append(1)
        raise ConnectionRefusedError

    assert [0, 0, 0] == [lossy.run(fail, otherwise=0) for _ in range(3)]
    assert 1 == len(asked)


def test_the_cache_keeps_what_it_is_given() -> None:
    cache.set("kernel-test", {"a": 1}, 5)
    assert {"a": 1} == cache.get("kernel-test")
    assert isinstance(caches["default"], LossyCache)


# --- pages ---


@pytest.mark.django_db
def test_pages_follow_each_other_without_gap_or_repetition_also_within_one_moment() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        OutboxRow(name="page", payload={}, created_at=moment + timedelta(seconds=number // 4)) for number in range(23)
    ]
    OutboxRow.objects.bulk_create(rows)
    queryset, seen, cursor = OutboxRow.objects.filter(name="page"), list[UUID](), None
    while True:
        page: Page[OutboxRow] = paginate(queryset, cursor=cursor, limit=5)
        seen += [row.pk for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        OutboxRow.objects.create(name="page", payload={})  # what arrives meanwhile stands before the first page
    expected = sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True)
    assert [row.pk for row in expected] == seen
    assert ["x"] * 5 == list(paginate(queryset, limit=5).map(lambda _row: "x").items)


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "not a cursor", "AAAA", "é", "A" * 33, "A" * 4000, "_" * 34, "f" * 32])
def test_an_invented_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        paginate(OutboxRow.objects.all(), cursor=cursor)
    assert "/cursor" == refused.value.errors[0]["pointer"]


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_has_a_size(limit: int) -> None:
    with pytest.raises(Invalid):
        paginate(OutboxRow.objects.all(), limit=limit)


def test_a_cursor_survives_the_journey() -> None:
    moment, key = datetime(1969, 7, 20, 20, 17, 40, 123456, tzinfo=UTC), uuid4()
    assert (moment, key) == decode(encode(moment, key))


# --- tags ---


@etag.conditional
def shown(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same")


def test_what_the_caller_has_is_not_sent_again() -> None:
    first = shown(request())
    assert etag.strong(b"the same") == first["ETag"]
    for has in (first["ETag"], f"W/{first['ETag']}", "*", f'"other", {first["ETag"]}'):
        again = shown(request(If_None_Match=has))
        assert (304, b"") == (again.status_code, again.content)
        assert first["ETag"] == again["ETag"]
    assert 200 == shown(request(If_None_Match='"other"')).status_code
    assert "ETag" not in shown(request("POST"))


def test_a_change_on_something_stale_is_refused() -> None:
    tag = etag.weak("idea", 7)
    assert etag.weak("idea", 8) != tag
    etag.require_match(request(), tag)
    etag.require_match(request(If_Match=tag), tag)
    etag.require_match(request(If_Match="*"), tag)
    with pytest.raises(etag.Stale):
        etag.require_match(request(If_Match=etag.weak("idea", 6)), tag)
