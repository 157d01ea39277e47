"""What GitHub's interface says of somebody."""

import zlib
from collections.abc import Mapping
from typing import Any


def user(claims: Mapping[str, Any]) -> dict[str, Any]:
    """``GET /user``."""
    return {"id": zlib.crc32(str(claims["sub"]).encode()) or 1, "login": str(claims["sub"]), "email": None}


def emails(claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    """``GET /user/emails``: an old address first, as GitHub may list them."""
    listed: list[dict[str, Any]] = [{"email": "old@example.net", "primary": False, "verified": True}]
    if "email" in claims:
        is_verified = bool(claims.get("email_verified"))
        listed.append({"email": claims["email"], "primary": True, "verified": is_verified, "visibility": "private"})
    return listed
