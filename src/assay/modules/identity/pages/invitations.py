"""The pages of invitations: sending, taking back, and what the invited person sees."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assay.kernel import reading
from assay.kernel.privacy import Email, Secret
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import (
    AlreadyMember,
    InvitationNotFound,
    InvitedAlready,
    NotYoursToGive,
    SentTooOften,
    WorkspaceLimit,
)
from assay.modules.identity.events import MEMBERS, OFFER
from assay.modules.identity.forms.workspaces import ROLE_WORDS, Invite
from assay.modules.identity.pages.workspaces import enter, show, why
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import members as reads
from assay.modules.identity.queries.access import acting, actor, at_home, require, signed_in
from assay.modules.identity.services import invitations
from assay.modules.identity.types.places import Action


@require_POST
@signed_in
@throttle(rules.LETTERS_OF_ONE, by="person", name="identity.invite")
@throttle(rules.LETTERS_OF_ALL, by="workspace", name="identity.invite_all")
@shows(MEMBERS)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody in. What is answered does not depend on whether the address has an account."""
    who = actor(request)
    require(who, Action.MEMBERS_INVITE)
    form = Invite(request.POST, roles=rules.givable(who.role))
    if not form.is_valid():
        return show(request, who, invite=form)
    address = Email(form.cleaned_data["email"])
    try:
        invitations.invite(who, email=address, role=form.cleaned_data["role"])
    except (AlreadyMember, InvitedAlready, NotYoursToGive, WorkspaceLimit) as refusal:
        form.add_error("email", why(refusal))
        return show(request, who, invite=form)
    messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": address.reveal()})
    return redirect("identity:workspace")


@require_POST
@signed_in
@throttle(rules.LETTERS_OF_ONE, by="person", name="identity.invite")
@throttle(rules.LETTERS_OF_ALL, by="workspace", name="identity.invite_all")
def resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Mail an invitation once more."""
    try:
        invitations.resend_invitation(actor(request), invitation_id)
    except SentTooOften as refusal:
        messages.error(request, why(refusal))
    else:
        messages.success(request, _("The invitation is on its way once more; the former link is dead."))
    return redirect("identity:workspace")


@require_POST
@signed_in
@throttle("60/m", by="person")
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitations.revoke_invitation(actor(request), invitation_id)
    messages.success(request, _("The invitation is taken back; its link is dead."))
    return redirect("identity:workspace")


@never_cache
@require_safe
@throttle("30/m", by="address", name="identity.invitation")
@shows(OFFER)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link offers. Looking uses nothing up: scanners of mail open links as well."""
    try:
        offer = reads.get_offer(Secret(token))
    except InvitationNotFound:
        return render(request, "identity/invitation_over.html", status=404)
    reading.about(request, invitation_id=offer.id)
    who = acting(request)
    is_theirs = who is not None and any(one.id == offer.id for one in reads.list_offers(who.person_id))
    shown = {
        "offer": offer,
        "role": ROLE_WORDS[offer.role],
        "is_signed_in": who is not None,
        "is_theirs": is_theirs,
        "here": request.path,
    }
    return render(request, "identity/invitation.html", shown)


@require_POST
@at_home
@throttle("30/m", by="person")
def accept(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take the place that was offered and work there."""
    joined = invitations.accept_invitation(actor(request).person_id, invitation_id)
    messages.success(request, _("Welcome. You work in this workspace now; the account menu leads back to your own."))
    return enter(request, joined)


@require_POST
@at_home
@throttle("30/m", by="person")
def decline(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Say no."""
    invitations.decline_invitation(actor(request).person_id, invitation_id)
    messages.success(request, _("The invitation is declined."))
    return redirect("identity:workspaces")
