"""Passkeys: what the browser is asked and whether its answer holds. The cryptography is fido2's.

A challenge travels as a signed token that names what it is for and for whom, so no row or session is made for everybody
who merely looks at the sign-in page; the services see to it that each is answered once.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from assay.modules.identity.errors import FactorRefused

SALT: Final = "identity.passkey"
LASTS: Final = 600  # seconds in which a challenge may be answered
# What fido2 and its CBOR reader raise for answers that are no answers.
UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, struct.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the browser is asked (for ``navigator.credentials``), and the token that comes back with its answer."""

    options: Mapping[str, Any]
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new passkey, as far as it is stored."""

    credential_id: str
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer that can be read but is not verified yet."""

    credential_id: str
    owner: bytes | None  # the user handle; a passkey that was found without asking names its owner by it
    sign_count: int
    is_verified: bool  # the authenticator says that it knew its user by PIN, finger or face
    answer: AuthenticationResponse
    state: Mapping[str, Any]

    @property
    def challenge(self) -> str:
        """The challenge that was answered."""
        return str(self.state["challenge"])


def ask_for_new(person_id: UUID, *, label: str, known: Sequence[bytes]) -> Asked:
    """Ask for a new passkey; authenticators that hold one of the known ones decline."""
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=person_id.bytes, name=label, display_name=label),
        credentials=[AttestedCredentialData(credential) for credential in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Asked(options=dict(options.public_key), token=_token(state, purpose="add", person_id=person_id))


def ask_anybody() -> Asked:
    """Ask for any passkey of ours; whose it is comes with the answer. The authenticator must know its user."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return Asked(options=dict(options.public_key), token=_token(state, purpose="enter", person_id=None))


def ask_for(person_id: UUID, *, known: Sequence[bytes]) -> Asked:
    """Ask for one of a person's passkeys, after something else has said who they are."""
    options, state = _server().authenticate_begin(
        [AttestedCredentialData(credential) for credential in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Asked(options=dict(options.public_key), token=_token(state, purpose="prove", person_id=person_id))


def read_new(answer: Any, *, token: str, person_id: UUID) -> tuple[Made, str]:
    """Return the passkey that was made and the challenge it answers. Raises FactorRefused."""
    state = _state(token, purpose="add", person_id=person_id)
    try:
        attested = _server().register_complete(state, answer)
    except UNREADABLE as fault:
        raise FactorRefused("The key could not be read. Try again.") from fault
    credential = attested.credential_data
    if credential is None:
        raise FactorRefused("The key could not be read. Try again.")
    made = Made(
        credential_id=websafe_encode(credential.credential_id),
        credential=bytes(credential),
        sign_count=attested.counter,
    )
    return made, str(state["challenge"])


def read(answer: Any, *, token: str, person_id: UUID | None) -> Shown:
    """Read an answer to `ask_for`, or to `ask_anybody` without a person. Raises FactorRefused."""
    state = _state(token, purpose="prove" if person_id else "enter", person_id=person_id)
    try:
        read_answer = AuthenticationResponse.from_dict(answer)
        told = read_answer.response
        return Shown(
            credential_id=websafe_encode(read_answer.raw_id),
            owner=told.user_handle,
            sign_count=told.authenticator_data.counter,
            is_verified=told.authenticator_data.is_user_verified(),
            answer=read_answer,
            state=state,
        )
    except UNREADABLE as fault:
        raise FactorRefused("The key's answer could not be read. Try again.") from fault


def holds(shown: Shown, *, credential: bytes) -> bool:
    """Tell whether the answer was signed by this passkey, for this site and this challenge."""
    try:
        _server().authenticate_complete(dict(shown.state), [AttestedCredentialData(credential)], shown.answer)
    except UNREADABLE:
        return False
    return True


def _server() -> Fido2Server:
    """Our side of the ceremony: by our own address, whatever host the request named; one origin and no other."""
    home = urlsplit(settings.BASE_URL)
    origin = f"{home.scheme}://{home.netloc}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Assay", id=home.hostname or ""),
        verify_origin=lambda shown: shown == origin,
    )


def _token(state: Mapping[str, Any], *, purpose: str, person_id: UUID | None) -> str:
    asked = {"challenge": state["challenge"], "uv": state["user_verification"], "for": purpose, "who": str(person_id)}
    return signing.dumps(asked, salt=SALT)


def _state(token: str, *, purpose: str, person_id: UUID | None) -> Mapping[str, Any]:
    try:
        asked = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired as fault:
        raise FactorRefused("That took too long. Try again.") from fault
    except signing.BadSignature as fault:
        raise FactorRefused("This page has sent something it did not get from us. Reload it.") from fault
    if (asked["for"], asked["who"]) != (purpose, str(person_id)):
        raise FactorRefused("This was asked for something else. Reload the page.")
    return {"challenge": asked["challenge"], "user_verification": asked["uv"]}
