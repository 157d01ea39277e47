"""API keys for programs. Who may: people who proved lately who they are, and programs whose request is signed."""

from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.bodies import read_body, takes
from assay.kernel.idempotency import HEADER
from assay.kernel.pagination import Limit
from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import By, caller
from assay.modules.identity.events import KEYS
from assay.modules.identity.queries import keys as reads
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.doors import offered, program, signed_or_fresh
from assay.modules.identity.schemas import ApiKeyMadeOut, ApiKeyPage, ApiKeyRotation, ApiScopes
from assay.modules.identity.services import keys
from assay.modules.identity.types import KeyOrder

router = Router(tags=["keys"], auth=signed_or_fresh("keys"))


@router.get("/keys", response=ApiKeyPage, summary="List API keys")
@decorate_view(shows(KEYS))
def list_keys(request: HttpRequest, cursor: str | None = None, limit: Limit = 20) -> ApiKeyPage:
    """Keys of the workspace that you may see, newest first, ended ones included; never what makes them work."""
    return ApiKeyPage.of(reads.list_keys(actor(request), cursor=cursor, limit=limit))


@router.get("/key-scopes", response=ApiScopes, summary="What a key can be for")
@decorate_view(shows_nothing("the list of scopes, the same for everybody"))
def list_scopes(request: HttpRequest) -> ApiScopes:
    """Every scope that some operation asks for."""
    del request
    return ApiScopes(scopes=list(offered()))


@router.post("/keys", response={201: ApiKeyMadeOut}, summary="Make an API key", openapi_extra=takes(KeyOrder))
def make_key(request: HttpRequest) -> Status[ApiKeyMadeOut]:
    """Make a key; ``key`` is shown in this answer and never again. A key makes none with a scope it lacks itself.

    Repeated with the same Idempotency-Key it is refused (409), because the first answer is kept nowhere.
    """
    made = keys.make(actor(request), read_body(request, KeyOrder), key_id=_chosen(request), by=program(request))
    return Status(201, ApiKeyMadeOut.of(made))


@router.post(
    "/keys/{key_id}/rotation",
    response={201: ApiKeyMadeOut},
    summary="Replace an API key",
    openapi_extra=takes(ApiKeyRotation),
)
def rotate_key(request: HttpRequest, key_id: UUID) -> Status[ApiKeyMadeOut]:
    """Make a key for the same as this one, which works on for so many hours (0 to 168) and then ends."""
    overlap = timedelta(hours=read_body(request, ApiKeyRotation).overlap_hours)
    made = keys.rotate(actor(request), key_id, overlap=overlap, new_key_id=_chosen(request))
    return Status(201, ApiKeyMadeOut.of(made))


@router.delete("/keys/{key_id}", response={204: None}, summary="Revoke an API key")
def revoke_key(request: HttpRequest, key_id: UUID) -> Status[None]:
    """End a key at once."""
    keys.revoke(actor(request), key_id)
    return Status(204, None)


def _chosen(request: HttpRequest) -> UUID | None:
    """Return the id that a request's Idempotency-Key stands for: sent twice, the second meets the first one's key."""
    word = request.headers.get(HEADER)
    return uuid5(NAMESPACE_OID, f"{caller(request, By.PERSON)}|{request.path}|{word}") if word else None
