"""What was destroyed for good is told to the witness, signed: a backup that is restored must not bring it back.

A tombstone is an id that leads to nobody. It is believed only with a signature of ours, for it makes a later start
destroy whatever it names.
"""

from typing import Any, Final
from uuid import UUID

from assay.kernel import clock
from assay.kernel.logging import get_logger
from assay.modules.audit import policy, providers
from assay.modules.audit.providers import signing
from assay.modules.audit.providers.verify_audit import canonical

log = get_logger(__name__)

KIND: Final = "assay.erased"


def bury(subject: UUID) -> None:
    """Let the witness keep that this person's or workspace's key was destroyed, or is going to be at once.

    Outside of every transaction. The same again changes nothing. Raises WitnessAway.
    """
    statement = {"kind": KIND, "subject": str(subject), "at": policy.moment(clock.now())}
    signature = signing.sign(canonical(statement))
    providers.current().bury({"statement": statement, "key": signing.public_key(), "signature": signature})


def list_buried() -> frozenset[UUID]:
    """Return whose keys were destroyed for good, as the witness has it. Raises WitnessAway."""
    found = set()
    for tombstone in providers.current().buried():
        if _is_ours(tombstone):
            found.add(UUID(tombstone["statement"]["subject"]))
        else:
            log.error("tombstone is not ours")
    return frozenset(found)


def _is_ours(tombstone: Any) -> bool:
    try:
        key, statement = str(tombstone["key"]), tombstone["statement"]
        raw, signature = bytes.fromhex(key), bytes.fromhex(tombstone["signature"])
        is_named = statement["kind"] == KIND and bool(UUID(statement["subject"]))
    except (KeyError, TypeError, ValueError):
        return False
    return is_named and key in signing.trusted_keys() and signing.is_signed(raw, canonical(statement), signature)
