"""A refusal leaves a line and a count, with who said no and which network; nothing typed makes a line of its own."""

import json
import logging
import uuid
from typing import Any

import pytest
from django.test import Client, override_settings
from prometheus_client import REGISTRY

from assay.kernel import crypto
from assay.kernel.logging import get_logger
from assay.kernel.testing import captured
from tests.identity.make import client_for, person

pytestmark = pytest.mark.django_db
HOSTILE = 'x\n{"event": "signed in", "level": "info"}\r\n\u2028\x85\x1b[2J\x00\u202e'


def _counted(kind: str) -> float:
    return REGISTRY.get_sample_value("assay_refused_total", {"kind": kind}) or 0.0


def _forged(_: Client) -> Any:
    return Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ada@example.org", "password": "x"})


ASKED = [
    ("access", "identity.SignedOut", lambda _: Client().get("/api/v1/ideas")),
    ("access", "ideas.IdeaNotFound", lambda client: client.get(f"/api/v1/ideas/{uuid.uuid4()}")),
    ("forged", "kernel.FormExpired", _forged),
    ("forged", "kernel.FromElsewhere", lambda client: client.post("/app/", headers={"Sec-Fetch-Site": "cross-site"})),
    ("input", "kernel.Malformed", lambda client: client.post("/api/v1/ideas", "{", content_type="application/json")),
    ("input", "kernel.WrongFormat", lambda client: client.post("/api/v1/ideas", "x", content_type="text/plain")),
    ("input", "kernel.Invalid", lambda client: client.post("/api/v1/ideas", "{}", content_type="application/json")),
]


@pytest.mark.parametrize(("kind", "problem", "ask"), ASKED, ids=[f"{kind} {name}" for kind, name, _ in ASKED])
def test_each_kind_of_refusal_is_counted_and_said_once(kind: str, problem: str, ask: Any) -> None:
    client, before = client_for(person()), _counted(kind)

    with captured() as lines:
        answer = ask(client)

    (line,) = lines.named("request refused")
    assert (kind, answer.status_code) == (line["kind"], line["status"])
    assert problem in line["problem"]
    assert crypto.blind("127.0.0.1", purpose="network")[:16] == line["network"]
    assert "127.0.0.1" not in lines.text
    assert before + 1 == _counted(kind)


def test_what_is_answered_and_what_nobody_has_are_no_refusals() -> None:
    with captured() as lines:
        assert 200 == client_for(person()).get("/app/ideas/").status_code
        assert 404 == Client().get("/no/such/page").status_code

    assert [] == lines.named("request refused")


@override_settings(TRUSTED_PROXIES=1)
def test_nothing_sent_forges_a_line() -> None:
    """ASVS V16.4.1: what is typed stays inside of its value, whoever writes the line."""
    client = client_for(person())
    with captured() as lines:
        client.get("/api/v1/ideas", {"cursor": HOSTILE})
        client.post("/api/v1/ideas", json.dumps({"name": HOSTILE, HOSTILE: 1}), content_type="application/json")
        client.post("/accounts/login/", {"login": HOSTILE, "password": HOSTILE, "next": HOSTILE})
        client.get(f"/{'%0A'.join('abc')}", headers={"X-Request-Id": "a" * 8 + "\u2028", "X-Forwarded-For": "1\u2028"})
        get_logger("assay.canary").warning("typed", value=HOSTILE, nested=[{HOSTILE: HOSTILE}])
        logging.getLogger("somebody.else").warning("said %s", HOSTILE)

    written = [line for line in lines.text.split("\n") if line]
    assert written
    assert all(isinstance(json.loads(line), dict) for line in written)
    assert written == lines.text.splitlines()  # which breaks at every character that Unicode calls a line's end
    assert not {"\u2028", "\x85", "\x1b", "\x00", "\r", "\u202e"} & set(lines.text)
    assert [] == lines.named("signed in")
