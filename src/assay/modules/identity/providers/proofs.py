"""Tasks for a browser: find a number that makes a hash begin with so many zero bits (hashcash, without a stamp book).

The task carries everything needed to judge the answer, signed, so nothing is kept for tasks that are never answered.
That an answer counts once is the tally's part.
"""

import hashlib
import secrets
from typing import Final

from django.core import signing

from assay.modules.identity.types import Proof

PROOF_LIFE: Final = 600  # seconds; an answer is remembered as long, so that it counts once
_SALT: Final = "assay.identity.proof-of-work"
_LONGEST: Final = 20  # digits of an answer


def task(account: str, *, bits: int) -> str:
    """Return a task of so many bits, good for one attempt at this account within the next minutes."""
    return signing.dumps({"n": secrets.token_urlsafe(16), "b": bits, "a": account[:24]}, salt=_SALT)


def proof(account: str, *, task: str, answer: str) -> Proof | None:
    """Return the work that an answer shows; None when it is wrong, too old, or was made for another account."""
    if not answer.isascii() or not answer.isdecimal() or len(answer) > _LONGEST:
        return None
    try:
        said = signing.loads(task, salt=_SALT, max_age=PROOF_LIFE)
    except signing.BadSignature:
        return None
    digest = hashlib.sha256(f"{task}:{answer}".encode()).digest()
    zeros = 256 - int.from_bytes(digest).bit_length()
    if said["a"] != account[:24] or zeros < said["b"]:
        return None
    return Proof(bits=said["b"], nonce=said["n"])
