"""Invitations for programs. Who may: owners and admins; nobody learns here whether an address has an account."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.bodies import Made, read_body, takes
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.pagination import Limit
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import MEMBERS
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import members as reads
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.doors import signed
from assay.modules.identity.schemas.places import InvitationIn, InvitationPage
from assay.modules.identity.services import invitations

router = Router(tags=["invitations"], auth=signed("members"))
# Letters to people who did not ask for them: one count for pages and programs, and one for all keys of a workspace.
LETTERS = throttle(rules.LETTERS_OF_ONE, name="identity.invite")
ALL_LETTERS = throttle(rules.LETTERS_OF_ALL, by="workspace", name="identity.invite_all")


@router.get("/invitations", response=InvitationPage, summary="List invitations")
@decorate_view(conditional, shows(MEMBERS))
def list_invitations(request: HttpRequest, cursor: str | None = None, limit: Limit = 20) -> InvitationPage:
    """The invitations that wait, newest first."""
    return InvitationPage.of(reads.list_invitations_page(actor(request), cursor=cursor, limit=limit))


@router.post("/invitations", response={201: Made}, summary="Invite somebody", openapi_extra=takes(InvitationIn))
@decorate_view(LETTERS, ALL_LETTERS, idempotent)
def invite(request: HttpRequest) -> Status[Made]:
    """Ask somebody in by mail, as what you are or less. The answer is the same whether they have an account or not."""
    wanted = read_body(request, InvitationIn)
    return Status(201, Made(id=invitations.invite(actor(request), email=wanted.address(), role=wanted.role)))


@router.post("/invitations/{invitation_id}/send", response={204: None}, summary="Send an invitation again")
@decorate_view(LETTERS, ALL_LETTERS, idempotent)
def resend_invitation(request: HttpRequest, invitation_id: UUID) -> Status[None]:
    """Mail it once more with a new link, after ten minutes and three times at most; the former link is dead."""
    invitations.resend_invitation(actor(request), invitation_id)
    return Status(204, None)


@router.delete("/invitations/{invitation_id}", response={204: None}, summary="Withdraw an invitation")
@decorate_view(throttle("60/m", name="identity.withdraw"), idempotent)
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> Status[None]:
    """Take it back; its link is dead."""
    invitations.revoke_invitation(actor(request), invitation_id)
    return Status(204, None)
