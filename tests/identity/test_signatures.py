"""Signed requests: what was signed is what passes, once, within its window; everything else is refused."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures.algorithms import ECDSA_P256_SHA256, HMAC_SHA256

from assay.kernel import clock, tenancy
from assay.kernel.models import OutboxRow
from assay.modules.identity.models import ApiKey, Person
from assay.modules.identity.services import programs
from tests.identity.make import person
from tests.identity.programs import COVERED, Holder, program, sign

pytestmark = pytest.mark.django_db
KEYS = "/api/v1/keys"
ORDER = {"name": "Made by a program", "scopes": ["ideas:read"], "days": 7}
SCOPES = ("ideas:read", "ideas:write", "keys:read", "keys:write")


@pytest.fixture
def alice() -> Person:
    return person()


@pytest.fixture
def holder(alice: Person) -> Holder:
    return program(alice, scopes=SCOPES, signs=True)


def refused(answer: Any) -> str:
    """The reason that a refused signature was given, once it is certain that it was refused."""
    assert (401, "/problems/identity.SignatureRefused") == (answer.status_code, answer.json()["type"])
    return str(answer.json()["detail"])


def keys() -> int:
    with tenancy.system():
        return ApiKey.objects.count()


def test_a_signed_request_may_what_a_key_alone_may_not(holder: Holder) -> None:
    assert 403 == holder.ask("POST", KEYS, ORDER).status_code
    made = holder.ask_signed("POST", KEYS, ORDER)

    assert 201 == made.status_code, made.content
    assert 200 == holder.ask_signed("GET", f"{KEYS}?limit=5").status_code
    assert 204 == holder.ask_signed("DELETE", f"{KEYS}/{made.json()['id']}").status_code


def test_the_three_parts_of_the_address_do_for_the_whole(holder: Holder) -> None:
    parts = ("@method", "@authority", "@path", "@query", "authorization")

    assert 200 == holder.ask_signed("GET", f"{KEYS}?limit=5", covered=parts).status_code
    assert "neither @target-uri" in refused(
        holder.ask_signed("GET", KEYS, covered=("@method", "@path", "authorization"))
    )


def test_a_program_makes_no_key_with_a_scope_it_lacks(holder: Holder) -> None:
    answer = holder.ask_signed("POST", KEYS, ORDER | {"scopes": ["reports:read"]})

    assert (422, "/scopes/0") == (answer.status_code, answer.json()["errors"][0]["pointer"])


def test_a_signature_needs_the_scope_as_well(alice: Person) -> None:
    other = program(alice, scopes=("ideas:read",), signs=True)

    assert "keys:read" == other.ask_signed("GET", KEYS).json()["scope"]


def test_a_signature_over_another_body_is_refused(holder: Holder) -> None:
    headers = holder.signed("POST", KEYS, ORDER)
    before = keys()

    assert "does not match the message body" in refused(holder.ask("POST", KEYS, ORDER | {"days": 365}, **headers))
    assert before == keys()


def test_a_body_without_a_digest_is_refused(holder: Holder) -> None:
    headers = holder.signed("POST", KEYS, ORDER, digest=False)
    assert "requires a signed Content-Digest" in refused(holder.ask("POST", KEYS, ORDER, **headers))

    digest = holder.signed("POST", KEYS, ORDER)["Content-Digest"]
    loose = holder.signed("POST", KEYS, ORDER, digest=False) | {"Content-Digest": digest}
    assert "requires a signed Content-Digest" in refused(holder.ask("POST", KEYS, ORDER, **loose))


@pytest.mark.parametrize("missing", COVERED)
def test_each_part_has_to_be_covered(holder: Holder, missing: str) -> None:
    covered = tuple(name for name in COVERED if name != missing)

    assert refused(holder.ask_signed("GET", KEYS, covered=covered))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"created": timedelta(seconds=310)}, "future"),
        ({"created": timedelta(seconds=-310)}, "age exceeds"),
        ({"expires": timedelta(seconds=-5)}, "expired"),
        ({"nonce": None}, "nonce"),
        ({"nonce": "short"}, "nonce"),
        ({"nonce": "n" * 129}, "nonce"),
        ({"key_id": "someoneelses"}, "Unable to resolve"),
        ({"origin": "https://elsewhere.example"}, "does not match"),
        ({"private": Ed25519PrivateKey.generate()}, "does not match"),
    ],
    ids=["future", "past", "expired", "no-nonce", "short", "long", "key-id", "origin", "another-key"],
)
def test_what_is_not_as_it_has_to_be_is_refused(holder: Holder, changes: dict[str, Any], words: str) -> None:
    now = datetime.now(UTC)
    said = {name: now + value if isinstance(value, timedelta) else value for name, value in changes.items()}

    assert words in refused(holder.ask_signed("GET", KEYS, **said))


@pytest.mark.parametrize("seconds", [-280, 280])
def test_a_clock_that_is_a_little_off_is_forgiven(holder: Holder, seconds: int) -> None:
    assert 200 == holder.ask_signed("GET", KEYS, created=datetime.now(UTC) + timedelta(seconds=seconds)).status_code


def test_a_request_without_creation_time_is_refused(holder: Holder) -> None:
    headers = holder.signed("GET", KEYS)
    headers["Signature-Input"] = headers["Signature-Input"].replace(
        headers["Signature-Input"].split(";created=")[1].split(";")[0], "0"
    )
    assert refused(holder.ask("GET", KEYS, **headers))


def test_another_method_address_or_query_is_refused(holder: Holder) -> None:
    for method, path in (("POST", KEYS), ("GET", f"{KEYS}?limit=99"), ("GET", "/api/v1/key-scopes")):
        headers = holder.signed("GET", KEYS)
        assert refused(holder.ask(method, path, ORDER if method == "POST" else None, **headers))


def test_a_signature_counts_for_the_key_it_was_made_with_only(alice: Person, holder: Holder) -> None:
    other = program(alice, scopes=SCOPES, signs=True)
    assert refused(other.ask("GET", KEYS, **holder.signed("GET", KEYS))), "signed for another key's header"
    assert "Unable to resolve" in refused(other.ask_signed("GET", KEYS, key_id=holder.public_id))
    forged = sign(other, "GET", KEYS, b"", private=holder.private, key_id=other.public_id)
    assert refused(other.ask("GET", KEYS, **forged))
    unregistered = program(alice, scopes=SCOPES)
    assert refused(unregistered.ask("GET", KEYS, **sign(unregistered, "GET", KEYS, b"", private=holder.private)))


def test_no_other_algorithm_is_taken(holder: Holder) -> None:
    public = base64.b64decode(holder.row.public_key)
    for algorithm, private in ((HMAC_SHA256, public), (ECDSA_P256_SHA256, ec.generate_private_key(ec.SECP256R1()))):
        for include_alg in (True, False):
            changes = {"algorithm": algorithm, "private": private, "include_alg": include_alg}
            assert refused(holder.ask_signed("GET", KEYS, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"Signature": ""},
        {"Signature-Input": ""},
        {"Signature": "sig1=:AAAA:"},
        {"Signature-Input": "sig1=()"},
        {"Signature": "a=1"},
        {"Signature-Input": "x" * 3_000},
        {"Signature": "\x01"},
        {"Content-Digest": "sha-256=:AAAA:"},
        {"Content-Digest": "md5=:AAAA:"},
    ],
    ids=range(9),
)
def test_what_is_no_signature_is_refused(holder: Holder, changes: dict[str, str]) -> None:
    assert refused(holder.ask("POST", KEYS, ORDER, **holder.signed("POST", KEYS, ORDER) | changes))


def test_two_signatures_are_refused_whichever_is_good(holder: Holder) -> None:
    good, bad = holder.signed("GET", KEYS), holder.signed("GET", KEYS, private=Ed25519PrivateKey.generate())
    both = {
        name: f"{good[name]}, {bad[name].replace('pyhms', 'other', 1)}" for name in ("Signature", "Signature-Input")
    }
    assert refused(holder.ask("GET", KEYS, **both))


def test_a_bad_signature_is_not_overlooked_where_none_is_needed(holder: Holder) -> None:
    headers = holder.signed("GET", "/api/v1/ideas", private=Ed25519PrivateKey.generate())

    assert refused(holder.ask("GET", "/api/v1/ideas", **headers))


def test_a_request_passes_once(holder: Holder) -> None:
    headers = holder.signed("POST", KEYS, ORDER)
    assert 201 == holder.ask("POST", KEYS, ORDER, **headers).status_code
    before = keys()

    assert "used before" in refused(holder.ask("POST", KEYS, ORDER, **headers))
    assert before == keys()
    facts = OutboxRow.objects.filter(name="identity.signature_refused.v1")
    assert [str(holder.key_id)] == [fact.payload["key_id"] for fact in facts]


def test_the_nonce_of_a_refused_request_is_spent_too(holder: Holder) -> None:
    wrong = ORDER | {"days": 9_999}
    headers = holder.signed("POST", KEYS, wrong)

    assert 422 == holder.ask("POST", KEYS, wrong, **headers).status_code
    assert "used before" in refused(holder.ask("POST", KEYS, wrong, **headers))


def test_two_keys_may_use_the_same_nonce(alice: Person, holder: Holder) -> None:
    nonce, other = "n" * 20, program(alice, scopes=SCOPES, signs=True)

    assert [200, 200] == [one.ask_signed("GET", KEYS, nonce=nonce).status_code for one in (holder, other)]


def test_spent_nonces_outlive_their_window_and_then_go(holder: Holder) -> None:
    holder.ask_signed("GET", KEYS)
    with clock.frozen(clock.now() + timedelta(seconds=660)):
        assert 0 == programs.sweep_nonces()
    with clock.frozen(clock.now() + timedelta(seconds=1_000)):
        assert 1 == programs.sweep_nonces()
