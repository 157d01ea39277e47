"""How what a session remembers is kept, so that a copy of the database tells nothing."""

import json
from typing import Any, Final
from uuid import UUID

from assay.kernel import crypto
from assay.modules.identity.types.sessions import NOWHERE, Spot

VISITOR: Final = UUID("5f0c8b1e-0d5b-7b61-9f0e-6a1d0c2b7e11")  # whose key seals what is remembered before a sign-in
_PAYLOAD: Final = "identity_session.payload"
_PLACE: Final = "identity_session.place"


def seal_payload(remembered: dict[str, Any], *, subject: UUID | None) -> str:
    """Seal what a session remembers, under its person's key or the visitors'."""
    plain = json.dumps(remembered, separators=(",", ":")).encode()
    return crypto.seal(plain, subject=subject or VISITOR, context=_PAYLOAD)


def unseal_payload(sealed: str) -> dict[str, Any]:
    """Open what `seal_payload` made. Raises KeyDestroyed."""
    opened: dict[str, Any] = json.loads(crypto.unseal(sealed, context=_PAYLOAD))
    return opened


def seal_spot(spot: Spot, *, subject: UUID) -> str:
    """Seal a place: a line for its name and, where they are known, two for its degrees. Nothing stays nothing."""
    if spot == NOWHERE:
        return ""
    lines = (spot.name, *map(str, spot.degrees or ()))
    return crypto.seal("\n".join(lines).encode(), subject=subject, context=_PLACE)


def unseal_spot(sealed: str) -> Spot:
    """Open what `seal_spot` made. Raises KeyDestroyed."""
    if not sealed:
        return NOWHERE
    name, *degrees = crypto.unseal(sealed, context=_PLACE).decode().split("\n")
    return Spot(name, (float(degrees[0]), float(degrees[1])) if degrees else None)
