"""A canary is put wherever people's data can get in; no sink may sing: log lines, answers, pages, queue."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from hypothesis import given
from hypothesis import strategies as st
from ninja import NinjaAPI

from assay.kernel import jobs, problems
from assay.kernel.logging import StdoutHandler, configure, get_logger
from assay.kernel.privacy import Email, PersonName, Private, Secret, mask
from assay.kernel.testing import JobFailed, captured, run_jobs

ADDRESS = "canary.bird+seed@aviary-example.org"
NAME = "Serinus Canaria"
PASSWORD = "tweet-tweet-7531"
TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9x0123456789abcdef"
SONGS = (ADDRESS, "canary.bird", "aviary-example", NAME, PASSWORD, TOKEN)


def assert_silent(text: str) -> None:
    for song in SONGS:
        assert song not in text, f"{song!r} in {text[:2000]}"


class Broken(Exception):
    """Carries what it should not."""


def _sing() -> None:
    address, name, word = Email(ADDRESS), PersonName(NAME), Secret(PASSWORD)
    raise Broken(f"{address} {name!r} {word} but also {ADDRESS}, password={PASSWORD} and Bearer {TOKEN}")


def sing(_request: HttpRequest, word: str = "") -> HttpResponse:
    del word
    _sing()
    return HttpResponse()


api = NinjaAPI(urls_namespace="canarytest", docs_url=None)
problems.install(api)


@api.get("/sing")
def api_sing(request: HttpRequest) -> HttpResponse:
    return sing(request)


@api.post("/take")
def take(request: HttpRequest, number: int) -> dict[str, object]:
    return {"number": number, "asked": request.path}


@jobs.job(name="canarytest.sing", retry=0)
def job_sing(*, number: int) -> None:
    del number
    _sing()


urlpatterns = [
    path("sing/<word>", sing),
    path("api/canary/", api.urls),
    path("", include("assay.config.urls")),
]
handler404 = "assay.kernel.problems.not_found"
handler500 = "assay.kernel.problems.server_error"


# --- the types ---


@pytest.mark.parametrize("value", [Email(ADDRESS), PersonName(NAME), Secret(PASSWORD), Private([ADDRESS])])
def test_a_private_value_masks_itself_wherever_text_is_made_of_it(value: Private[Any]) -> None:
    shown = [
        str(value), repr(value), f"{value}", f"{value!r}", f"{value:>40}", "%s %r" % (value, value), "{}".format(value),  # noqa: UP031, UP032 -- every way to make text
        json.dumps({"v": value}, default=str), str([value]), str({"k": value}), repr((value,)), value.masked(),
    ]  # fmt: skip
    assert_silent(" ".join(shown))


def test_the_value_comes_out_on_purpose_only() -> None:
    assert ADDRESS == Email(ADDRESS).reveal()
    with pytest.raises(TypeError):
        json.dumps(Email(ADDRESS))
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Email(ADDRESS))
    with pytest.raises(TypeError):
        vars(Email(ADDRESS))
    assert copy.deepcopy([Email(ADDRESS)]) == [Email(ADDRESS)]
    assert copy.copy(Email(ADDRESS)) == Email(ADDRESS)


def test_private_values_compare_by_value_and_kind() -> None:
    assert Email("a@b.org") == Email("a@b.org")
    assert 1 == len({Email("a@b.org"), Email("a@b.org")})
    assert Email("x") != Secret("x")
    assert Email("x") != "x"
    assert not Email("")
    assert "a***@***.org" == str(Email("a@b.example.org"))
    assert "***" == str(Email("no address"))


# --- the second net ---


@pytest.mark.parametrize(
    "text",
    [
        f"mail to {ADDRESS}.",
        f"<{ADDRESS}>",
        f"postgresql://assay:{PASSWORD}@db/assay",
        f"Authorization: Bearer {TOKEN}",
        f"password={PASSWORD}&x=1",
        f'{{"password": "{PASSWORD}"}}',
        f"'api_key': '{PASSWORD}'",
        f"token: {TOKEN}",
        f"GET /reset/{TOKEN}/ failed",
        f"sessionid={TOKEN}; path=/",
    ],
)
def test_free_text_is_masked(text: str) -> None:
    assert_silent(mask(text))


def test_what_operators_need_stays_readable() -> None:
    for text in (
        "run 01a206f2-f982-731c-8c66-74017c568d6b took 12.5 ms",
        "GET /app/ideas/<uuid>/ 404",
        "kernel.deliver failed, attempt 3",
    ):
        assert text == mask(text)


@given(
    st.from_regex(r"[a-z0-9][a-z0-9.+_%'-]{1,20}@[a-z0-9-]{2,12}(\.[a-z0-9-]{2,12}){0,2}\.[a-z]{2,6}", fullmatch=True),
    st.sampled_from(["", " ", "<", "mailto:", "=", '"', "(", "to:", "\n", "ü ", "/"]),
)
def test_no_address_passes_the_net(address: str, before: str) -> None:
    assert address not in mask(f"said {before}{address}, yes")


# --- the sinks ---


def test_log_lines_are_silent_whoever_writes_them() -> None:
    ours, theirs = get_logger("assay.canary"), logging.getLogger("somebody.else")
    with captured() as lines:
        ours.info(
            "signed up",
            who=Email(ADDRESS),
            name=PersonName(NAME),
            nested={"deep": [Secret(PASSWORD), {"mail": ADDRESS}]},
        )
        ours.warning(f"wrote to {ADDRESS}", password=PASSWORD, email=ADDRESS, kept=1.5, none=None)
        ours.info("with %s", ADDRESS)
        theirs.warning("mail %s to %s refused, token=%s", 7, ADDRESS, TOKEN)
        theirs.warning("extra", extra={"recipient": ADDRESS, "authorization": TOKEN})
        try:
            _sing()
        except Broken:
            ours.exception("it sang")
            theirs.exception("it sang too")
    assert_silent(lines.text)
    assert 7 == len(lines.entries)
    assert ["signed up", 1.5] == [lines.entries[0]["event"], lines.entries[1]["kept"]]
    assert "Broken" in lines.named("it sang")[0]["exception"]
    assert {"timestamp", "level", "logger", "event"} <= set(lines.entries[0])


def test_records_are_silent_before_any_handler_sees_them(caplog: pytest.LogCaptureFixture) -> None:
    get_logger("assay.canary").warning("hello", who=ADDRESS, name=PersonName(NAME), password=PASSWORD)
    assert_silent(" ".join(str(record.__dict__) for record in caplog.records))


def test_lines_leave_through_standard_output_alone() -> None:
    """ASVS V16.2.3: no other way is configured, for our loggers or for those of libraries."""
    configure(level="INFO", is_json=True)
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    handlers = {
        each for logger in loggers for each in logger.handlers if not type(each).__module__.startswith("_pytest")
    }

    (only,) = {each for each in handlers if not isinstance(each, logging.NullHandler)}
    assert isinstance(only, StdoutHandler)


def test_reading_form_is_silent_too() -> None:
    configure(level="INFO", is_json=False)
    try:
        with captured() as lines:
            get_logger("assay.canary").info("hello", who=ADDRESS, name=PersonName(NAME))
    finally:
        configure(level="INFO", is_json=True)
    assert "hello" in lines.text
    assert_silent(lines.text)


ASKS: dict[str, Callable[[Client], Any]] = {
    "a page that breaks": lambda client: client.get(f"/sing/{ADDRESS}?email={ADDRESS}&token={TOKEN}"),
    "a route that breaks": lambda client: client.get(f"/api/canary/sing?email={ADDRESS}"),
    "an address that is none": lambda client: client.get(f"/nowhere/{ADDRESS}"),
    "input of the wrong type": lambda client: client.post(f"/api/canary/take?number={ADDRESS}"),
    "headers of many kinds": lambda client: client.get(
        "/livez",
        headers={
            "X-Request-Id": ADDRESS,
            "Authorization": f"Bearer {TOKEN}",
            "Cookie": f"sessionid={TOKEN}",
            "User-Agent": ADDRESS,
        },
    ),
    "a form without its token": lambda _client: Client(enforce_csrf_checks=True).post(
        f"/sing/{ADDRESS}", {"email": ADDRESS, "password": PASSWORD}
    ),
}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("how", ASKS)
def test_requests_leave_no_trace_of_people_in_logs_or_errors(how: str) -> None:
    with captured() as lines:
        answer = ASKS[how](Client(raise_request_exception=False))
    assert_silent(lines.text)
    assert_silent(answer.content.decode())
    assert_silent(str(answer.headers))


@pytest.mark.django_db
def test_jobs_refuse_people_and_failures_do_not_name_them() -> None:
    for value in (Email(ADDRESS), [PersonName(NAME)], {"deep": {"er": Secret(PASSWORD)}}):
        with pytest.raises(jobs.PrivateArgument) as refused, transaction.atomic():
            job_sing.defer(number=value)
        assert_silent("".join(traceback.format_exception(refused.value)))
    job_sing.defer(number=1)
    with captured() as lines, pytest.raises(JobFailed):
        run_jobs()
    assert 1 == len(lines.named("job failed"))
    assert_silent(lines.text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(args::text, ' '), '') FROM procrastinate_jobs")
        assert_silent(cursor.fetchone()[0])
