"""Members for programs. Who may: everybody sees who is there; roles and places are for owners and admins to change."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.bodies import read_body, takes
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.pagination import Limit
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import MEMBERS
from assay.modules.identity.queries import members as reads
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.doors import signed
from assay.modules.identity.schemas.places import MemberOut, MemberPage, MemberPatch
from assay.modules.identity.services import members

router = Router(tags=["members"], auth=signed("members"))


@router.get("/members", response=MemberPage, summary="List members")
@decorate_view(conditional, shows(MEMBERS))
def list_members(request: HttpRequest, cursor: str | None = None, limit: Limit = 20) -> MemberPage:
    """Everybody in the workspace, who came last first."""
    return MemberPage.of(reads.list_members_page(actor(request), cursor=cursor, limit=limit))


@router.get("/members/{person_id}", response=MemberOut, summary="One member")
@decorate_view(conditional, shows(MEMBERS))
def get_member(request: HttpRequest, person_id: UUID) -> MemberOut:
    """One member."""
    return MemberOut.of(reads.get_member(actor(request), person_id))


@router.patch(
    "/members/{person_id}", response={204: None}, summary="Change a member's role", openapi_extra=takes(MemberPatch)
)
@decorate_view(throttle("30/m", name="identity.role"), idempotent)
def change_role(request: HttpRequest, person_id: UUID) -> Status[None]:
    """Give a member another role. Nobody gives more than they have, and of yourself you can only give up."""
    members.change_role(actor(request), person_id, role=read_body(request, MemberPatch).role)
    return Status(204, None)


@router.delete("/members/{person_id}", response={204: None}, summary="Remove a member")
@decorate_view(throttle("30/m", name="identity.remove"), idempotent)
def remove_member(request: HttpRequest, person_id: UUID) -> Status[None]:
    """Take a member's place away; their keys, and the invitations they sent, end as well."""
    members.remove_member(actor(request), person_id)
    return Status(204, None)
