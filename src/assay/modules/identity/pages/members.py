"""The pages about one member: their role, taking their place away, making them owner."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import LastOwner, NotYoursToGive
from assay.modules.identity.events import MEMBERS
from assay.modules.identity.forms.workspaces import ROLE_WORDS, ChangeRole
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.pages.workspaces import why
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import members as reads
from assay.modules.identity.queries.access import actor, require, signed_in
from assay.modules.identity.services import members
from assay.modules.identity.types import Actor, Role
from assay.modules.identity.types.places import Action, Member


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@throttle("30/m", by="person", methods=("POST",))
@shows(MEMBERS)
def member(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show one member, and give them another role."""
    who, shown = actor(request), reads.get_member(actor(request), person_id)
    roles = _offered(who, shown)
    if request.method == "POST" and len(roles) < 2:
        raise NotYoursToGive(f"Your role is {who.role.value}.")
    form = ChangeRole(request.POST if request.method == "POST" else None, roles=roles, initial={"role": shown.role})
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(who, person_id, role=form.cleaned_data["role"])
        except (LastOwner, NotYoursToGive) as refusal:
            form.add_error(None, why(refusal))
        else:
            messages.success(request, _("The role is changed. It counts from their next click."))
            return redirect("identity:workspace")
    return render(
        request,
        "identity/member.html",
        {
            "card": reads.get_card(who),
            "member": shown,
            "is_me": shown.person_id == who.person_id,
            "role": ROLE_WORDS[shown.role],
            "form": form if len(roles) > 1 else None,
            "may_remove": shown.person_id != who.person_id and rules.may_touch(who.role, shown.role),
            "may_hand_over": shown.person_id != who.person_id and rules.may(who.role, Action.WORKSPACE_HAND_OVER),
        },
        status=422 if form.errors else 200,
    )


def _offered(who: Actor, shown: Member) -> tuple[Role, ...]:
    is_self = shown.person_id == who.person_id
    return tuple(
        role
        for role in Role
        if role is shown.role or rules.may_change(who.role, holder=shown.role, role=role, is_self=is_self)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@throttle("30/m", by="person", methods=("POST",))
@shows(MEMBERS)
def remove(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask first, then take the member's place away."""
    who, refusal = actor(request), ""
    shown = reads.get_member(who, person_id)
    require(who, Action.MEMBERS_CHANGE)
    if request.method == "POST":
        try:
            members.remove_member(who, person_id)
        except (LastOwner, NotYoursToGive) as error:
            refusal = why(error)
        else:
            messages.success(request, _("They are out from their next click on. To bring them back, invite them."))
            return redirect("identity:workspace")
    said = {"card": reads.get_card(who), "member": shown, "refusal": refusal}
    return render(request, "identity/member_remove.html", said, status=409 if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly
@throttle("10/m", by="person", methods=("POST",))
@shows(MEMBERS)
def hand_over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask first, then make the member owner and oneself an admin."""
    who = actor(request)
    shown = reads.get_member(who, person_id)
    require(who, Action.WORKSPACE_HAND_OVER)
    if request.method == "POST":
        members.transfer_ownership(who, person_id)
        messages.success(request, _("The workspace has another owner. You are an admin of it now."))
        return redirect("identity:workspace")
    return render(request, "identity/member_owner.html", {"card": reads.get_card(who), "member": shown})
