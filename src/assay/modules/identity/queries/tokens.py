"""Tokens that travel in links: made at random, kept as a hash."""

import hashlib
import secrets

from assay.kernel.privacy import Secret


def make() -> Secret:
    """Return a token of 256 random bits."""
    return Secret(secrets.token_urlsafe(32))


def hashed(token: Secret) -> str:
    """Return what is stored of a token. No salt: 256 random bits are in no dictionary."""
    return hashlib.sha256(token.reveal().encode()).hexdigest()
