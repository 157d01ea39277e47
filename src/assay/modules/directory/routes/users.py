"""Users: listing, naming, changing, taking out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from assay.kernel import etag
from assay.kernel.reading import shows
from assay.modules.directory import schemas
from assay.modules.directory.events import PEOPLE
from assay.modules.directory.policy.users import patched, read_user
from assay.modules.directory.queries.users import get_user, list_users
from assay.modules.directory.routes.door import body_of, listed, shown, spoken
from assay.modules.directory.services import users as commands
from assay.modules.directory.types import TokenCard, UserCard


@spoken("GET", "POST")
@shows(PEOPLE)
def users(request: HttpRequest, token: TokenCard) -> HttpResponse:
    """List the people the directory names, or name another one."""
    if request.method == "POST":
        return _answer(request, commands.name_user(token, read_user(body_of(request))), status=201)
    cards = list_users(token.workspace_id)
    return listed(request, [schemas.user(card) for card in cards], known=schemas.USER_PATHS)


@spoken("GET", "PUT", "PATCH", "DELETE")
@shows(PEOPLE)
def user(request: HttpRequest, token: TokenCard, user_id: UUID) -> HttpResponse:
    """Show one, say something else of them, or take them out; with If-Match, of that version only."""
    if request.method == "GET":
        card = get_user(token.workspace_id, user_id)
        tag = schemas.tag_of(card)
        return etag.not_modified(tag) if etag.is_fresh(request, tag) else _answer(request, card)
    if request.method == "DELETE":
        commands.remove_user(token, user_id, check=lambda card: etag.require_match(request, schemas.tag_of(card)))
        return HttpResponse(status=204)
    document = body_of(request)
    card = commands.change_user(
        token,
        user_id,
        lambda now: (
            patched(now, document) if request.method == "PATCH" else read_user(document, is_active=now.is_active)
        ),
        check=lambda card: etag.require_match(request, schemas.tag_of(card)),
    )
    return _answer(request, card)


def _answer(request: HttpRequest, card: UserCard, *, status: int = 200) -> HttpResponse:
    return shown(request, schemas.user(card), status=status, tag=schemas.tag_of(card))
