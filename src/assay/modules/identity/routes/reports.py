"""Where code hosts report keys they found in public. Who may: partners whose signature holds."""

import base64
import hashlib

from django.http import HttpRequest
from ninja import Router
from pydantic import TypeAdapter, ValidationError

from assay.kernel.errors import Malformed
from assay.kernel.privacy import Secret
from assay.modules.identity.providers import partners
from assay.modules.identity.schemas import Finding, Label, Labelled
from assay.modules.identity.services import keys

router = Router(tags=["secret scanning"], auth=None)
MOST: int = 500  # findings in a report
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "array", "maxItems": MOST, "items": {"type": "object"}}}},
    },
    "parameters": [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in ("Github-Public-Key-Identifier", "Github-Public-Key-Signature")
    ],
}


@router.post(
    "/secret-scanning/reports",
    response=list[Labelled],
    summary="Report keys found in public",
    openapi_extra=_BODY,
    exclude_none=True,
)
def report(request: HttpRequest) -> list[Labelled]:
    """For code hosts: each key of ours is revoked at once and its owner told; the answer says which were ours."""
    partners.verify(request.body, request.headers)
    return [_judged(found) for found in _findings(request.body)]


def _findings(body: bytes) -> list[Finding]:
    try:
        found = TypeAdapter(list[Finding]).validate_json(body)
    except ValidationError:
        raise Malformed("The body is no list of findings, each with token and type.") from None
    if len(found) > MOST:
        raise Malformed(f"At most {MOST} findings in a report.")
    return found


def _judged(found: Finding) -> Labelled:
    is_ours = keys.revoke_found(Secret(found.token), where=found.url)
    return Labelled(
        token_hash=base64.b64encode(hashlib.sha256(found.token.encode()).digest()).decode(),
        token_type=found.type,
        label=Label.TRUE_POSITIVE if is_ours else Label.FALSE_POSITIVE,
    )
