"""Who sent an event: Stripe signs the text with a secret that only the two of us have."""

import json
import re
import time
from typing import Final

import stripe

from assay.modules.billing.conf import AHEAD, TOLERANCE, Payments
from assay.modules.billing.errors import EventUnreadable, SignatureInvalid
from assay.modules.billing.providers import reading
from assay.modules.billing.types import EventSeen

_TIME: Final = re.compile(r"(?:^|,)\s*t=(\d{1,12})(?:,|$)")


def proven(known: Payments, *, body: bytes, signature: str) -> EventSeen:
    """Return the event of a signed text, under any of our secrets. Raises SignatureInvalid, EventUnreadable."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise SignatureInvalid from None
    if not any(_is_signed(text, signature, secret.reveal()) for secret in known.webhook_secrets):
        raise SignatureInvalid
    try:
        return reading.event(json.loads(text), body=text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise EventUnreadable from None


def _is_signed(text: str, signature: str, secret: str) -> bool:
    found = _TIME.search(signature)
    if found is None or int(found[1]) - time.time() > AHEAD:
        return False
    try:
        stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE)
    except stripe.SignatureVerificationError:
        return False
    return True
