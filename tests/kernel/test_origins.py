"""What another site makes a browser send goes no further; scripts of named sites may read the API without cookies."""

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel import origins
from assay.kernel.testing.logs import captured

pytestmark = pytest.mark.django_db
TOOLS = "https://tools.example.com"
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
SITES = ["cross-site", "same-site"]  # a neighbour under the same domain is a stranger too


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_site_cannot_make_a_browser_change_anything(client: Client, site: str, method: str) -> None:
    for place in ("/accounts/login/", "/api/v1/ideas", "/app/", "/no/such/page"):
        for mode in ("navigate", "cors", "no-cors", "same-origin"):
            answer = client.generic(method, place, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode})
            assert 403 == answer.status_code, (place, mode)


@pytest.mark.parametrize("site", SITES)
def test_another_site_can_neither_fetch_nor_frame_nor_embed(client: Client, site: str) -> None:
    for mode, dest in [("cors", "empty"), ("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe"),
                       ("navigate", "object"), ("navigate", "embed"), ("websocket", "empty")]:  # fmt: skip
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert 403 == client.get("/accounts/login/", headers=headers).status_code, (mode, dest)


def test_a_person_may_follow_a_link_from_anywhere(client: Client) -> None:
    assert 200 == client.get("/accounts/login/", headers=FOLLOWED).status_code
    assert 403 == client.post("/accounts/login/", headers=FOLLOWED).status_code


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_pages_and_typed_addresses_are_served(client: Client, site: str) -> None:
    assert 200 == client.get("/accounts/login/", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors"}).status_code


def test_the_refusal_is_a_page_for_people_and_a_problem_for_programs(client: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}

    assert "kernel.FromElsewhere" in client.get("/api/v1/ideas", headers=headers).json()["type"]
    assert b"<h1" in client.get("/accounts/login/", headers=headers).content
    assert "Cross-Origin-Resource-Policy" in client.get("/accounts/login/", headers=headers).headers


@given(st.text(max_size=20), st.sampled_from(["POST", "PUT", "DELETE"]))
def test_no_word_a_browser_does_not_know_opens_the_door(word: str, method: str) -> None:
    request = RequestFactory().generic(method, "/app/", headers={"Sec-Fetch-Site": word})

    assert (word in origins.OWN) == origins.is_welcome(request)


def test_no_other_site_reads_the_interface_unless_it_is_named(client: Client) -> None:
    for origin in (TOOLS, "null", "http://localhost:3000", "https://testserver.evil.example"):
        asked = client.options("/api/v1/ideas", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
        got = client.get("/api/v1/openapi.json", headers={"Origin": origin})
        assert not any(name.startswith("Access-Control") for answer in (asked, got) for name in answer.headers)


def test_a_named_site_reads_the_interface_without_cookies(client: Client, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [TOOLS]
    headers = {"Origin": TOOLS, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}

    answer = client.get("/api/v1/openapi.json", headers=headers)
    assert (200, TOOLS) == (answer.status_code, answer["Access-Control-Allow-Origin"])
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "origin" in answer["Vary"].lower()
    elsewhere = client.get("/accounts/login/", headers=headers)
    assert (403, False) == (elsewhere.status_code, "Access-Control-Allow-Origin" in elsewhere.headers)


def report(client: Client, body: Any, *, kind: str = "application/csp-report") -> int:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic("POST", "/reports/browser/", text, content_type=kind).status_code


def test_a_broken_policy_is_noted_without_what_people_typed(client: Client) -> None:
    page, sink = "https://testserver/app/?q=alice@example.org", "trusted-types-sink"
    old = {"violated-directive": "script-src-elem", "blocked-uri": "https://evil.example/x?secret=1"}
    new = {"effectiveDirective": "require-trusted-types-for", "blockedURL": sink}
    with captured() as lines:
        assert 204 == report(client, {"csp-report": old | {"document-uri": page, "script-sample": "alert(1)"}})
        assert 204 == report(client, [{"type": "csp-violation", "body": new}], kind="application/reports+json")

    assert [("script-src-elem", "evil.example"), ("require-trusted-types-for", "inline")] == [
        (line["directive"], line["blocked"]) for line in lines.named("content policy broken")
    ]
    assert not any(word in lines.text for word in ("secret=1", "alice@", "alert("))


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/csp-report", 400),
        (b"[" * 30_000, "application/reports+json", 400),
        (b"x" * 64_001, "application/csp-report", 413),
        (b"{}", "text/plain", 415),
        (b"[]", "application/reports+json", 204),
        (b'["x", 7, null, {"body": "no"}]', "application/reports+json", 204),
        (
            b'{"csp-report": {"violated-directive": {"a": 1}, "blocked-uri": "http://[bad"}}',
            "application/csp-report",
            204,
        ),
    ],
)
def test_whatever_is_reported_gets_a_clear_answer(client: Client, body: bytes, kind: str, status: int) -> None:
    assert status == report(client, body, kind=kind)


def test_nobody_floods_us_with_reports(client: Client) -> None:
    assert 429 in {report(client, {}) for _ in range(62)}


def test_weaknesses_can_be_reported_where_everybody_looks(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())

    assert answer["Content-Type"].startswith("text/plain")
    assert "mailto:security@example.org" == said["Contact"]
    assert said["Expires"].endswith("T00:00:00Z")
    assert said["Canonical"].endswith("/.well-known/security.txt")
    assert "/accounts/password/change/" == client.get("/.well-known/change-password")["Location"]
