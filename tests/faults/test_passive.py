"""A passive scan of the whole product: every answer, looked at as a scanner would (the rules stand in `scanning`)."""

from typing import Any

import pytest
from django.test import Client

from tests.backoffice.make import looking
from tests.faults.addresses import EVERY, Case
from tests.faults.asking import DEAR, browser, furnished, people, tried
from tests.faults.scanning import RULES, Seen, faults
from tests.faults.table import TABLE, Ground, Who
from tests.faults.world import World

pytestmark = pytest.mark.django_db
GOOD = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Server": "Assay",
}
FIELD = "<form method=post><input name=csrfmiddlewaretoken>{}</form>"
LAX = {"httponly": True, "samesite": "Lax", "domain": "", "path": "/"}
PLANTED: dict[str, Any] = {
    "V3.4.3 content security policy": {"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"},
    "V3.4.4 nosniff": {"X-Content-Type-Options": ""},
    "V3.4.5 referrer policy": {"Referrer-Policy": "unsafe-url"},
    "V3.4.6 nobody frames us": {
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; object-src 'none'",
    },
    "V3.4.8 other windows are kept apart": {"Cross-Origin-Opener-Policy": "unsafe-none"},
    "V3.3.2 V3.3.4 cookies": {"session": {**LAX, "httponly": ""}},
    "V4.1.1 types and charsets": {"Content-Type": "text/html"},
    "V14.3.2 nothing private in caches": {"Cache-Control": "private, no-cache"},
    "V3.2.1 files are files": {"Content-Type": "application/pdf"},
    "V13.4.6 nothing about the inside": {"Server": "granian/2.8"},
    "V15.2.3 no notes for developers": "<!-- ask Ada about this -->",
    "V3.2.2 no script in the page": "<p onclick='go()'>",
    "V3.6.1 everything is our own": "<script src='https://elsewhere.example/x.js'></script>",
    "V3.7.2 links elsewhere": "<a href='https://elsewhere.example' target=_blank>",
    "V3.5.1 forms carry their token": "<form method=post></form>",
    "V14.2.1 nothing secret in addresses": "<form><input type=password autocomplete=current-password></form>",
    "V6.2.7 fields say what fills them": FIELD.format("<input type=password name=p>"),
    "V7.4.4 the way out is at hand": "<html><a href=/accounts/logout/>Sign out</a></html>",
}


@pytest.fixture
def there() -> World:
    return furnished()


def looked_at(answer: Any, *, is_private: bool) -> Seen:
    body = b"" if answer.streaming else answer.content
    text = body.decode("utf-8", errors="replace") if "pdf" not in answer.get("Content-Type", "") else "%PDF"
    cookies = {
        name: {**morsel, "httponly": morsel["httponly"]} for name, morsel in answer.cookies.items() if morsel.value
    }
    return Seen(status=answer.status_code, headers=answer.headers, body=text, cookies=cookies, is_private=is_private)


def test_every_rule_finds_what_it_is_about() -> None:
    assert [] == list(
        faults(Seen(status=200, headers=GOOD, body="<p>Good</p>", cookies={"session": LAX}, is_private=True))
    )
    for name, planted in PLANTED.items():
        is_cookie = isinstance(planted, dict) and "session" in planted
        headers = GOOD | (planted if isinstance(planted, dict) and not is_cookie else {})
        seen = Seen(
            status=200,
            headers=headers,
            body=planted if isinstance(planted, str) else "<p>",
            cookies=planted if is_cookie else {},
            is_private=True,
        )
        assert {name} == {found.split(": ")[0] for found in faults(seen)}, name
    assert set(PLANTED) | {"a program is refused in the form it reads"} == set(RULES)


@pytest.mark.slow(reason="every address is asked by two")
@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_no_answer_of_any_address_breaks_a_rule(there: World, who: str) -> None:
    client = there.cast.as_alice if who == "owner" else Client()
    wrong: dict[str, list[str]] = {}
    for case in EVERY:
        if case.route in DEAR and who == "owner":
            continue
        for each in (case, broken(case)) if case.sent else (case,):
            with tried(client):
                answer = each.send(client, there.ids)
                found = list(faults(looked_at(answer, is_private=who == "owner" and is_for_people(case))))
            if found:
                wrong[f"{case.name} {answer.status_code}"] = found

    assert {} == wrong


def is_for_people(case: Case) -> bool:
    """Does one have to be signed in there?"""
    return TABLE[case.name].ground in {Ground.PERSON, Ground.WORKSPACE, Ground.STAFF}


@pytest.mark.slow(reason="the pages of staff, and those they see as somebody else")
def test_nothing_that_staff_see_breaks_a_rule(there: World) -> None:
    staff = browser(there, Who.STAFF, people(there))
    seer = looking(there.cast.alice, workspace_id=there.cast.workspace_id).browser
    asked = [(staff, case) for case in EVERY if TABLE[case.name].act is not None]
    asked += [(seer, case) for case in EVERY if case.route.startswith("app/") and not case.changes]
    wrong: dict[str, list[str]] = {}
    for client, case in asked:
        with tried(client):
            answer = case.send(client, there.ids)
            found = list(faults(looked_at(answer, is_private=True)))
        if found:
            wrong[f"{case.name} {answer.status_code}"] = found

    assert {} == wrong


def broken(case: Case) -> Case:
    """The same with nothing filled in: for the page that says what is missing."""
    return Case(method=case.method, route=case.route, sent={} if case.sent else None, ids=case.ids)
