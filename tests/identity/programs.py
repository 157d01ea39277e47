"""Programs for tests: a key of somebody's, and requests that carry it, signed where asked for."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, override
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519, HTTPSignatureAlgorithm

from assay.config.api import api
from assay.kernel import tenancy
from assay.modules.identity.models import ApiKey, Person
from assay.modules.identity.services import keys
from assay.modules.identity.types import KeyOrder
from tests.identity.make import PASSWORD, actor_for

assert api  # puts the interface together, which is what says which scopes there are
EVERYTHING = ("ideas:read", "ideas:write", "evidence:read", "evidence:write", "runs:read", "runs:write")
COVERED = ("@method", "@target-uri", "authorization")


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A program with its key, and the private key of its signatures if it has one."""

    key_id: UUID
    token: str
    private: Ed25519PrivateKey | None = None
    client: Client = field(default_factory=Client)

    @property
    def row(self) -> ApiKey:
        """The key as it is stored now."""
        with tenancy.system():
            return ApiKey.objects.get(pk=self.key_id)

    @property
    def public_id(self) -> str:
        return self.token.split("_")[2]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request with the key; ``body`` is made JSON."""
        sent = b"" if body is None else json.dumps(body).encode()
        said = {"Authorization": f"Bearer {self.token}"} | {n.replace("_", "-"): v for n, v in headers.items()}
        kind = "application/json" if sent else "application/octet-stream"
        return self.client.generic(method, path, sent, content_type=kind, headers=said)

    def signed(self, method: str, path: str, body: Any = None, **changes: Any) -> dict[str, str]:
        """The headers of a signed request; ``changes`` go to ``sign``."""
        sent = b"" if body is None else json.dumps(body).encode()
        assert self.private is not None
        return sign(self, method, path, sent, **{"private": self.private, **changes})

    def ask_signed(self, method: str, path: str, body: Any = None, **changes: Any) -> Any:
        """Send a signed request."""
        return self.ask(method, path, body, **self.signed(method, path, body, **changes))


@dataclass(slots=True)
class _Message:
    method: str
    url: str
    headers: dict[str, str]


class _One(HTTPSignatureKeyResolver):
    def __init__(self, key: Any) -> None:
        self._key = key

    @override
    def resolve_private_key(self, key_id: str) -> Any:
        del key_id
        return self._key


def sign(
    holder: Holder,
    method: str,
    path: str,
    body: bytes,
    *,
    private: Any,
    covered: tuple[str, ...] = COVERED,
    algorithm: type[HTTPSignatureAlgorithm] = ED25519,
    origin: str = "http://testserver",
    digest: bool = True,
    **changes: Any,
) -> dict[str, str]:
    """Sign as a client would, with the same library; ``changes``: key_id, created, expires, nonce, include_alg."""
    message = _Message(method, origin + path, {"Authorization": f"Bearer {holder.token}"})
    said: dict[str, Any] = {
        "key_id": holder.public_id,
        "created": datetime.now(UTC),
        "nonce": secrets.token_urlsafe(18),
        **changes,
    }
    signer = HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=_One(private))
    signer.sign(message, covered_component_ids=covered, body=body if body and digest else None, **said)
    del message.headers["Authorization"]
    return message.headers


def program(
    who: Person,
    *,
    scopes: tuple[str, ...] = EVERYTHING,
    workspace_id: UUID | None = None,
    signs: bool = False,
    **more: Any,
) -> Holder:
    """Make a key of somebody's, in a workspace (by default their own)."""
    actor = actor_for(who, workspace_id=workspace_id)
    private = Ed25519PrivateKey.generate() if signs else None
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) if private else b""
    order = KeyOrder(
        name="A program", scopes=scopes, public_key=base64.b64encode(public).decode() if public else "", **more
    )
    with tenancy.scope(actor.workspace_id):
        made = keys.make(actor, order)
    return Holder(key_id=made.id, token=made.token.reveal(), private=private)


def fresh_client_for(who: Person) -> Client:
    """A browser whose owner has signed in a moment ago, through the door."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": who.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client
