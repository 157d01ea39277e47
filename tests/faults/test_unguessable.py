"""What nobody may guess has 128 random bits of the system's generator, or a named reason (ASVS V11.5.1, V6.5.4).

The register is the table of docs/compliance/cryptography.md. Each row is measured on what the product itself makes.
"""

import base64
import json
import math
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils.csp import LazyNonce

from assay.config.env import example_of_production
from assay.config.vault.table import find
from assay.kernel import clock, crypto, keyring, subject_keys, tenancy
from assay.kernel.events import Aside
from assay.kernel.ids import new_id
from assay.kernel.models import SubjectKey
from assay.kernel.privacy import Private, Secret
from assay.kernel.vault.documents import first
from assay.launch import cluster, places
from assay.modules.audit.providers import signing as signing_key
from assay.modules.audit.queries.entries import SEALED
from assay.modules.audit.services import recording
from assay.modules.comms.models import Message
from assay.modules.directory.models import Domain
from assay.modules.directory.services import domains
from assay.modules.federation import policy as trusted
from assay.modules.federation.pages import keeping
from assay.modules.federation.types import Kind, Provider, Purpose
from assay.modules.identity import policy
from assay.modules.identity.providers import proofs, webauthn
from assay.modules.identity.queries import tokens
from assay.modules.identity.services import devices, factors, mailed_codes, recovery_codes
from assay.modules.identity.services.session_store import SessionStore
from tests.architecture.test_cryptography import register
from tests.faults.world import share_it
from tests.identity.make import actor_for, person
from tools import asvs

ROOT: Final = Path(__file__).resolve().parents[2]
ENOUGH: Final = 128
LEAST: Final = 20  # for codes that count a few times: V6.5.4
SAMPLES: Final = 60
PADDING: Final = 4  # an encoding's last letter may hold fewer bits than the others


def measured(texts: Sequence[str]) -> float:
    """How many bits texts of one form hold: the places where they differ, by the letters that are seen there."""
    assert len(texts) == len(set(texts))
    (length,) = {len(text) for text in texts}
    free = [at for at in range(length) if len({text[at] for text in texts}) > 1]
    letters = {text[at] for text in texts for at in free}
    return len(free) * math.log2(len(letters))


def _fresh(name: str, held: str) -> str:
    """The next version of one of the product's secrets."""
    listed = find(name)
    assert listed is not None
    return listed.kind.fresh(first(Secret(held), at=clock.now())).reveal()


def _session(_who: Any) -> str:
    store = SessionStore()
    store.create()
    return str(store.session_key)


def _device(who: Any) -> str:
    return devices.remember(RequestFactory().get("/"), person_id=who.pk).token


def _mailed(who: Any) -> str:
    mailed_codes._write(who.pk)
    found = re.search(r"\d{4} \d{4}", Message.objects.latest("created_at").text)
    assert found is not None
    return found[0]


def _trip(part: str) -> Callable[[Any], str]:
    def begin(_who: Any) -> str:
        request: Any = SimpleNamespace(session={}, user=AnonymousUser())
        provider = Provider(key="google", label="", kind=Kind.GOOGLE, issuer="", client_id="", client_secret=Secret(""))
        state, flow = keeping.begin(request, provider, purpose=Purpose.ENTER, back_to="")
        return str({"state": state, "nonce": flow.nonce, "verifier": flow.verifier}[part])

    return begin


def _ticket(_who: Any) -> str:
    request: Any = SimpleNamespace(session={})
    return keeping.give_ticket(request)


def _domain(who: Any) -> str:
    actor = actor_for(who)
    with tenancy.scope(actor.workspace_id):
        share_it(actor.workspace_id)
        found = domains.claim(actor, name="company.example.com")
        token = str(Domain.objects.get(pk=found).token)
        domains.drop(actor, found)
    return token


def _salt(who: Any) -> str:
    made = recording._sealed(Aside(subject=who.pk, details={"a": Private("b")}))
    return str(json.loads(crypto.unseal(made["sealed"], context=SEALED))["salt"])


def _data_key(_who: Any) -> str:
    return subject_keys._raw(SubjectKey.objects.get(pk=crypto.key_of(_sealed()))).hex()


def _wrapping(_who: Any) -> str:
    return SubjectKey.objects.get(pk=crypto.key_of(_sealed())).wrapped[:24]


def _sealing(_who: Any) -> str:
    text = _sealed().rpartition(".")[2]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:12].hex()


def _sealed() -> str:
    return crypto.seal(b"tweet", subject=new_id(), context="birds.song")


def _forms_token(_who: Any) -> str:
    request = RequestFactory().get("/")
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def _challenge(_who: Any) -> str:
    return str(webauthn.ask_anybody().options["challenge"])


def _task(_who: Any) -> str:
    return str(signing.loads(proofs.task("ada", bits=17), salt=proofs._SALT)["n"])


def _password(_who: Any) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return cluster._write_passwords(Path(folder)).owner


def _stood_in(_who: Any) -> str:
    return example_of_production()["MASTER_KEYS"].removesuffix(
        "-python3-c-import-secrets-print-secrets-token_urlsafe-48"
    )


def _file(made: Callable[[places.Places], str]) -> Callable[[Any], str]:
    def written(_who: Any) -> str:
        with tempfile.TemporaryDirectory() as folder:
            return made(places.Places(Path(folder)))

    return written


MAKERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "key of a session": _session,
    "cookie of a device": _device,
    "link of an invitation": lambda _: tokens.make().reveal(),
    "API key": lambda _: policy.new_key()[1].rpartition("_")[2][: policy._SECRET_LENGTH],
    "token of a directory": lambda _: policy.new_key(policy.SCIM_PREFIX)[1].rpartition("_")[2][: policy._SECRET_LENGTH],
    "TOTP key": lambda who: factors.open_totp_key(factors.new_totp_key(who.pk)).reveal(),
    "recovery code": lambda who: recovery_codes.issue_codes(who.pk)[0].reveal(),
    "code by mail": _mailed,
    "state of a trip to a provider": _trip("state"),
    "nonce of a trip": _trip("nonce"),
    "code verifier of a trip": _trip("verifier"),
    "ticket of a link that changes an account": _ticket,
    "challenge for a passkey": _challenge,
    "token of forms": _forms_token,
    "nonce of the content policy": lambda _: str(LazyNonce()),
    "proof of a domain": _domain,
    "salt of a commitment": _salt,
    "task for a guesser": _task,
    "data key": _data_key,
    "next `SECRET_KEY`": lambda _: _fresh("secret-key", "x"),
    "next of `MASTER_KEYS`": lambda _: _fresh("master-keys", "x"),
    "next of `INDEX_KEYS`": lambda _: _fresh("index-keys", "1:x"),
    "next `METRICS_TOKEN`": lambda _: _fresh("metrics-token", "x"),
    "next `AUDIT_SIGNING_KEY`": lambda _: _fresh("audit-signing-key", "x"),
    "next password of a server": lambda _: _fresh("valkey-url", "redis://u:p@cache.internal/0"),
    "passwords of this machine's servers": _password,
    "keys of this machine": _file(places.master_keys),
    "audit key of this machine": _file(places.audit_seed),
    "secrets of the production that `assay readiness` stands in": _stood_in,
    "password of demo people": _file(places.demo_password),
    "nonce of a sealed text": _sealing,
    "nonce of a wrapped key": _wrapping,
}


def test_each_measured_secret_has_its_row_and_each_row_that_promises_bits_is_measured() -> None:
    assert {row.name for row in register(ROOT).values() if row.bits is not None} == set(MAKERS)


@pytest.mark.django_db
@pytest.mark.slow(reason="sixty of each are made")
@pytest.mark.parametrize("name", MAKERS)
def test_a_secret_has_the_bits_the_register_says(name: str) -> None:
    who, row = person(), register(ROOT)[name]
    assert row.bits is not None

    found = measured([MAKERS[name](who) for _ in range(SAMPLES)])
    assert row.bits - 1 <= found <= row.bits + PADDING


def test_what_has_fewer_than_128_bits_or_none_says_why_and_what_guards_it() -> None:
    """A code counts few times and for minutes, or is drawn for another reason than to be secret."""
    wrong = []
    for row in register(ROOT).values():
        guards = re.findall(r"`(tests/[^`]+)`", row.reason)
        is_whole = row.bits is not None and row.bits >= ENOUGH
        is_secret = row.bits is not None and not row.reason.startswith("no secret")
        if not is_whole and not row.reason:
            wrong.append(row.name)
        if not is_whole and is_secret and (not guards or (row.bits or 0) < LEAST):
            wrong.append(row.name)
        if not all(asvs.exists(guard, root=ROOT, assertions=frozenset()) for guard in guards):
            wrong.append(row.name)
    assert [] == wrong


def test_our_algorithms_have_128_bits_of_security_and_others_rsa_keys_nearly() -> None:
    """A curve or a hash has half its bits, RSA 128 from 3072 bits on and 112 from 2048 (NIST SP 800-57)."""
    assert {256} == {8 * len(keyring._derived("a text", use)) for use in (b"assay master key", b"assay index key")}
    assert 256 == 4 * len(crypto.blind("a", purpose="tests"))
    assert 256 == 4 * len(signing_key.public_key())
    assert 256 == SECP256R1.key_size
    assert {"RS256", "PS256", "ES256", "EdDSA"} == set(trusted.ALGORITHMS)
    assert 2048 == trusted.LEAST_RSA_BITS, "what Google and Microsoft sign with; V11.2.3 says so"
