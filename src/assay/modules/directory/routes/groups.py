"""Groups: one for each role that a directory can give. They can be filled, and neither made nor deleted."""

from django.http import HttpRequest, HttpResponse

from assay.kernel.reading import shows
from assay.modules.directory import schemas
from assay.modules.directory.errors import GroupFixed, UserKnown, UserNotFound, UserRefused
from assay.modules.directory.events import PEOPLE
from assay.modules.directory.policy.groups import steps, whole
from assay.modules.directory.queries.users import list_users
from assay.modules.directory.routes.door import body_of, listed, shown, spoken
from assay.modules.directory.services.groups import change_group
from assay.modules.directory.types import Group, TokenCard


@spoken("GET", "POST")
@shows(PEOPLE)
def groups(request: HttpRequest, token: TokenCard) -> HttpResponse:
    """List the groups; another one cannot be made."""
    if request.method == "POST":
        raise _not_made(body_of(request))
    cards = list_users(token.workspace_id)
    return listed(request, [schemas.group(one, cards=cards) for one in Group], known=schemas.GROUP_PATHS)


@spoken("GET", "PUT", "PATCH", "DELETE")
@shows(PEOPLE)
def group(request: HttpRequest, token: TokenCard, name: str) -> HttpResponse:
    """Show one, or put people into it and take them out."""
    if name not in list(Group):
        raise UserNotFound
    found = Group(name)
    if request.method == "DELETE":
        raise GroupFixed("Groups stand for roles and cannot be deleted.")
    if request.method in {"PUT", "PATCH"}:
        read = steps if request.method == "PATCH" else whole
        change_group(token, found, steps=read(body_of(request), name=schemas.GROUP_NAMES[found]))
    return shown(request, schemas.group(found, cards=list_users(token.workspace_id)))


def _not_made(document: object) -> UserKnown | UserRefused:
    wanted = document.get("displayName") if isinstance(document, dict) else None
    if isinstance(wanted, str) and wanted.casefold() in {name.casefold() for name in schemas.GROUP_NAMES.values()}:
        return UserKnown("There is a group of this name.")
    return UserRefused(f"The groups are {', '.join(schemas.GROUP_NAMES.values())}; others cannot be made.")
