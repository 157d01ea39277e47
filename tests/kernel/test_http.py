"""What surrounds a request: headers, policy, body limit, health, and the interactive description of the API."""

import json
import re
import socket
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from assay.kernel import health, jobs, probes
from assay.kernel.health import Finding
from assay.modules.audit.api import system_change
from tests.faults.addresses import offered_pages
from tests.identity.factors import signed_in, with_app
from tests.identity.make import person

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "font-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
    "require-trusted-types-for 'script'", "trusted-types assay-htmx assay-fragment assay-worker",
    "report-uri /reports/browser/", "report-to assay",
}  # fmt: skip
FRAGMENTS = {"require-trusted-types-for 'script'", "trusted-types assay-htmx assay-fragment assay-worker"}


def policy_of(answer: Any) -> set[str]:
    return {part.strip() for part in answer["Content-Security-Policy"].split(";")}


def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for place in ("/livez", "/no/such/page", "/api/v1/openapi.json", "/api/v1/nowhere"):
        answer = client.get(place)
        assert "nosniff" == answer["X-Content-Type-Options"]
        assert "DENY" == answer["X-Frame-Options"]
        assert "same-origin" == answer["Cross-Origin-Opener-Policy"]
        assert "same-origin" == answer["Cross-Origin-Resource-Policy"]
        assert "strict-origin-when-cross-origin" == answer["Referrer-Policy"]
        assert "camera=()" in answer["Permissions-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Request-Id"]


def test_what_somebody_sees_is_kept_by_no_cache(client: Client) -> None:
    assert "no-cache" == client.get("/")["Cache-Control"]
    client.force_login(person())

    for place in ("/app/ideas/", "/app/profile/", "/api/v1/me"):
        assert "private, no-store" == client.get(place)["Cache-Control"]
    assert "private, no-store" == client.get("/api/v1/ideas")["Cache-Control"]  # a program keeps its tag by itself


def test_nothing_says_what_serves_it(client: Client) -> None:
    assert "Assay" == client.get("/")["Server"]


def test_the_policy_lets_nothing_in_but_our_own(client: Client) -> None:
    assert POLICY == policy_of(client.get("/livez"))


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("broken", broken)]
handler500 = "assay.kernel.problems.server_error"


@pytest.mark.urls(__name__)
def test_the_bare_error_page_allows_its_one_style_by_digest() -> None:
    answer = Client(raise_request_exception=False).get("/broken")
    assert 500 == answer.status_code
    (style,) = [part for part in policy_of(answer) if part.startswith("style-src")]
    assert re.fullmatch(r"style-src 'sha256-[A-Za-z0-9+/=]{44}'", style)


def test_the_description_of_the_api_is_openapi_31(client: Client) -> None:
    body = client.get("/api/v1/openapi.json").json()
    assert body["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in body["paths"])


def test_the_interactive_page_fetches_nothing_from_elsewhere_and_fits_the_policy(client: Client) -> None:
    answer = client.get("/api/docs")
    page = answer.content.decode()
    assert 200 == answer.status_code
    assert POLICY - FRAGMENTS == policy_of(answer)
    assert not re.findall(r"https?://", page)
    assert not re.findall(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.findall(r"\sstyle=|\son\w+=|<style", page)
    for name in re.findall(r'(?:src|href)="/static/([^"]+)"', page):
        assert finders.find(name), name


def test_the_process_says_that_it_lives_without_asking_anybody(django_assert_num_queries: Any, client: Client) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert (200, {"status": "ok"}) == (answer.status_code, answer.json())


def test_readiness_asks_database_migrations_queue_and_cache(client: Client) -> None:
    answer = client.get("/readyz")
    assert (200, {"status": "ok"}) == (answer.status_code, answer.json())
    assert {"database", "migrations", "queue", "cache"} <= set(health.needed_names())


def test_a_check_that_fails_or_breaks_is_named(client: Client) -> None:
    @health.needed("a wobbly thing")
    def wobble() -> Finding:
        raise RuntimeError("alice@example.org fell off")

    try:
        answer = client.get("/readyz")
    finally:
        health.forget("a wobbly thing")
    assert (503, ["a wobbly thing"]) == (answer.status_code, answer.json()["failing"])
    assert "2" == answer["Retry-After"]
    assert "alice" not in answer.content.decode()


def test_two_checks_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="database"):
        health.watched("database")(probes.database)


def test_the_details_are_for_staff_alone(client: Client) -> None:
    assert 404 == client.get("/healthz").status_code
    jobs.defer("kernel.sweep")
    with system_change(reason="a test needs somebody"):
        keeper = person()
        get_user_model().objects.filter(pk=keeper.pk).update(is_staff=True)
        app = with_app(keeper)
    client.force_login(keeper)
    assert 404 == client.get("/healthz").status_code, "staff who have not shown a second factor"
    client = signed_in(keeper, app)
    answer = client.get("/healthz")
    checks = json.loads(answer.content)["checks"]
    assert {"database", "migrations", "queue", "cache", "workers", "failed jobs"} <= set(checks)
    assert {"todo": 2} == checks["queue"]["jobs"]  # and the mail about the second step
    assert checks["workers"]["ok"] is False
    assert {} == checks["failed jobs"]["failed"]


def test_a_clock_that_differs_from_the_databases_is_seen() -> None:
    """ASVS V16.2.2: lines and entries of several machines can only be put in order by one time."""
    assert [0.0, 3.0, 4.5] == [probes.apart(there, after=10.0, before=11.5) for there in (10.7, 7.0, 16.0)]
    finding = probes.same_time()
    assert finding.is_ok
    assert isinstance(finding.detail["seconds_apart"], float)


@pytest.mark.slow  # starts a web process
@pytest.mark.django_db(transaction=True)
def test_the_body_limit_holds_for_declared_and_for_unknown_lengths(site: Any) -> None:

    def chunks(total: int) -> Any:
        return iter([b"%x\r\n" % 50_000 + b"x" * 50_000 + b"\r\n"] * (total // 50_000) + [b"0\r\n\r\n"])

    chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/octet-stream"}
    assert 413 == site.ask("POST", "/size", body=b"x" * 1_000_001).status
    assert {"bytes": 1_000_000} == json.loads(site.ask("POST", "/size", body=b"x" * 1_000_000).body)
    assert {"bytes": 500_000} == json.loads(site.ask("POST", "/size", body=chunks(500_000), headers=chunked).body)
    assert 413 == site.ask("POST", "/size", body=chunks(1_500_000), headers=chunked).status
    assert 200 == site.get("/livez").status


@pytest.mark.slow  # starts a web process
@pytest.mark.django_db(transaction=True)
def test_a_refusal_keeps_the_line_open_also_when_the_body_comes_after_it(site: Any) -> None:
    first = b"POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
    second = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as line:
        line.sendall(first)
        time.sleep(0.3)  # for a refusal that does not wait for the body, as a slow network would
        line.sendall(b"{}" + second)
        answers = b"".join(iter(lambda: line.recv(65_536), b""))

    assert [b"403", b"200"] == re.findall(rb"HTTP/1\.1 (\d+)", answers)


def test_no_folder_is_listed_and_nothing_answers_a_trace(client: Client) -> None:
    """ASVS V13.4.3, V13.4.4."""
    for folder in (
        "static/",
        "static/built/",
        "static",
        "media/",
        "templates/",
        "docs/",
        ".git/",
        ".git/config",
        "src/",
    ):
        assert 404 == client.get(f"/{folder}").status_code, folder
    for place in sorted({*offered_pages(), "accounts/login/", "livez", "api/v1/ideas", "api/docs", "static/"}):
        answer = client.generic("TRACE", f"/{place}", headers={"X-Canary": "sung"})
        assert 405 == answer.status_code, place
        assert b"sung" not in answer.content
