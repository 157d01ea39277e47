"""Keys found in public: a code host that is known gets them revoked, anybody else learns nothing."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from assay.config.env import example_file
from assay.kernel import tenancy
from assay.kernel.models import OutboxRow
from assay.modules.comms.models import Message
from assay.modules.identity.models import Person
from assay.modules.identity.policy import new_key
from assay.modules.identity.services import keys
from assay.sandbox.codehost.host import CodeHost, has_checksum, server
from tests.identity.make import actor_for, person
from tests.identity.programs import program

PLACE = "/api/v1/secret-scanning/reports"
WHERE = "https://code.example/alice/site/blob/1/config.py"


@pytest.fixture
def host() -> Iterator[CodeHost]:
    """A code host that runs and that the product knows."""
    made = CodeHost(reports_to="http://127.0.0.1:1/")
    line = server(made, port=0)
    threading.Thread(target=line.serve_forever, daemon=True).start()
    with override_settings(
        SECRET_SCANNING_KEYS=f"http://127.0.0.1:{line.server_port}/meta/public_keys/secret_scanning"
    ):
        yield made
    line.shutdown()
    line.server_close()


@pytest.fixture
def alice(db: None) -> Person:
    del db
    return person()


def send(body: bytes, *, key_id: str, signature: bytes) -> Any:
    headers = {
        "Github-Public-Key-Identifier": key_id,
        "Github-Public-Key-Signature": base64.b64encode(signature).decode(),
    }
    return Client().post(PLACE, body, content_type="application/json", headers=headers)


def signed(host: CodeHost, body: bytes, *, sent: bytes | None = None) -> Any:
    """A report with the host's own signature; ``sent``: another body than the signed one."""
    name, key = host.keys[-1]
    return send(sent if sent is not None else body, key_id=name, signature=key.sign(body, ECDSA(SHA256())))


def finding(*tokens: str) -> bytes:
    found = [{"token": token, "type": "assay_api_key", "url": WHERE, "source": "content"} for token in tokens]
    return json.dumps(found).encode()


def test_a_reported_key_ends_at_once_and_its_owner_is_told(host: CodeHost, alice: Person) -> None:
    holder, other, stranger = program(alice), program(alice), new_key()[1]

    answer = signed(host, finding(holder.token, stranger, "x"))

    assert 200 == answer.status_code, answer.content
    assert ["true_positive", "false_positive", "false_positive"] == [one["label"] for one in answer.json()]
    digest = base64.b64encode(hashlib.sha256(holder.token.encode()).digest()).decode()
    assert digest == answer.json()[0]["token_hash"]
    assert [401, 200] == [one.ask("GET", "/api/v1/ideas").status_code for one in (holder, other)]
    mail = Message.objects.get(template="identity/mail/api_key_reported")
    assert alice.email == mail.recipient
    assert WHERE in mail.text
    reasons = [row.payload["reason"] for row in OutboxRow.objects.filter(name="identity.api_key_revoked.v1")]
    assert ["reported"] == reasons


def test_reported_twice_it_is_told_once_and_still_ours(host: CodeHost, alice: Person) -> None:
    holder = program(alice)

    assert ["true_positive"] * 2 == [signed(host, finding(holder.token)).json()[0]["label"] for _ in range(2)]
    assert 1 == Message.objects.filter(template="identity/mail/api_key_reported").count()


def test_a_key_that_ended_before_is_known_and_nobody_is_written_to(host: CodeHost, alice: Person) -> None:
    holder, actor = program(alice), actor_for(alice)
    with tenancy.scope(actor.workspace_id):
        keys.revoke(actor, holder.key_id)

    assert "true_positive" == signed(host, finding(holder.token)).json()[0]["label"]
    assert 0 == Message.objects.filter(template="identity/mail/api_key_reported").count()


def test_whoever_cannot_sign_learns_nothing_and_ends_nothing(host: CodeHost, alice: Person) -> None:
    holder, name = program(alice), host.keys[-1][0]
    good, bad = finding(holder.token), finding(new_key()[1])
    theirs = generate_private_key(SECP384R1())
    answers = {
        (what, of): answer
        for of, body in (("good", good), ("bad", bad))
        for what, answer in (
            ("nothing", Client().post(PLACE, body, content_type="application/json")),
            ("another key", send(body, key_id=name, signature=theirs.sign(body, ECDSA(SHA256())))),
            ("another name", send(body, key_id="x", signature=host.keys[-1][1].sign(body, ECDSA(SHA256())))),
            ("no signature", send(body, key_id=name, signature=b"")),
            ("another body", signed(host, b"[]", sent=body)),
        )
    }

    assert {401} == {answer.status_code for answer in answers.values()}
    assert 1 == len({answer.json()["title"] for answer in answers.values()})
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'[{"token": 1, "type": "x"}]', b"[" * 5_000])
def test_a_signed_report_that_says_nothing_is_refused_clearly(host: CodeHost, alice: Person, body: bytes) -> None:
    assert alice
    assert 400 == signed(host, body).status_code


def test_with_no_code_host_configured_every_report_is_refused(alice: Person) -> None:
    stranger = CodeHost(reports_to="http://127.0.0.1:1/")

    assert 401 == signed(stranger, finding(program(alice).token)).status_code
    assert "SECRET_SCANNING_KEYS" in example_file()


def test_while_the_code_hosts_keys_cannot_be_had_it_is_asked_to_come_back(alice: Person) -> None:
    holder = program(alice)
    with override_settings(SECRET_SCANNING_KEYS="http://127.0.0.1:1/keys"):
        answer = signed(CodeHost(reports_to="http://127.0.0.1:1/"), finding(holder.token))

    assert (503, True) == (answer.status_code, "Retry-After" in answer)
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code


def test_the_public_keys_may_lie_in_a_file(alice: Person, tmp_path: Path) -> None:
    host, holder = CodeHost(reports_to="http://127.0.0.1:1/"), program(alice)
    (tmp_path / "keys.json").write_text(json.dumps(host.listed()))
    with override_settings(SECRET_SCANNING_KEYS=str(tmp_path / "keys.json")):
        assert "true_positive" == signed(host, finding(holder.token)).json()[0]["label"]


@pytest.mark.django_db(transaction=True)
def test_a_push_with_a_key_in_it_leads_to_its_end(live_server: LiveServer) -> None:
    host = CodeHost(reports_to=f"{live_server.url}{PLACE}")
    line = server(host, port=0)
    threading.Thread(target=line.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{line.server_port}"
    push = HTTPConnection("127.0.0.1", line.server_port, timeout=30)
    holder = program(person())
    text = f'KEY = "{holder.token}"  # and one with a typing error: {holder.token[:-1]}_'
    try:
        with override_settings(SECRET_SCANNING_KEYS=f"{site}/meta/public_keys/secret_scanning"):
            push.request("POST", "/push", body=json.dumps({"url": WHERE, "text": text}))
            assert ["true_positive"] == [one["label"] for one in json.load(push.getresponse())]
    finally:
        push.close()
        line.shutdown()
        line.server_close()

    assert has_checksum(holder.token)
    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code
