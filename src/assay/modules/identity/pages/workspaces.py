"""The pages of workspaces: the one at work, all of one's own, opening, leaving, deleting, keeping.

Who may: everybody sees theirs; what else a role may is the table in `policy`, asked by the services.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assay.kernel.errors import DomainError
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import LastOwner, NameMismatch, WorkspaceLimit, WorkspaceNotFound
from assay.modules.identity.events import ACCOUNT, MEMBERS
from assay.modules.identity.forms.account import ChooseWorkspace
from assay.modules.identity.forms.workspaces import ROLE_WORDS, ConfirmName, Invite, WorkspaceName
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import members as reads
from assay.modules.identity.queries.access import WORKSPACE_KEY, actor, at_home, require, signed_in, workspaces
from assay.modules.identity.services import members
from assay.modules.identity.services import workspaces as commands
from assay.modules.identity.services.sessions import rotate
from assay.modules.identity.types import Actor, WorkspaceId
from assay.modules.identity.types.places import Action


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@throttle("30/m", by="person", methods=("POST",))
@shows(MEMBERS)
def workspace(request: HttpRequest) -> HttpResponse:
    """Show the workspace at work with its people, and take a new name."""
    who = actor(request)
    form = WorkspaceName(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        commands.rename_workspace(who, name=form.cleaned_data["name"])
        messages.success(request, _("The name is saved."))
        return redirect("identity:workspace")
    return show(request, who, rename=form)


def show(
    request: HttpRequest, who: Actor, *, rename: WorkspaceName | None = None, invite: Invite | None = None
) -> HttpResponse:
    """Render the page of a workspace; a form that was refused keeps what was typed."""
    card = reads.get_card(who)
    may_invite = rules.may(who.role, Action.MEMBERS_INVITE) and not card.is_personal
    shown = {
        "card": card,
        "me": who.person_id,
        "members": reads.list_members(who),
        "roles": ROLE_WORDS,
        "may_rename": rules.may(who.role, Action.WORKSPACE_RENAME) and not card.is_personal,
        "may_delete": rules.may(who.role, Action.WORKSPACE_DELETE) and not card.is_personal,
        "may_change": rules.may(who.role, Action.MEMBERS_CHANGE) and not card.is_personal,
        "rename": rename or WorkspaceName(initial={"name": card.name}),
        "invite": (invite or Invite(roles=rules.givable(who.role))) if may_invite else None,
        "invitations": reads.list_invitations(who) if may_invite else (),
    }
    return render(request, "identity/workspace.html", shown, status=422 if rename or invite else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@throttle("20/h", by="person", methods=("POST",), name="identity.open")
@shows(ACCOUNT)
def list_all(request: HttpRequest) -> HttpResponse:
    """Show all of one's workspaces and what one is invited to, and open another."""
    who = actor(request)
    form = WorkspaceName(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = commands.open_workspace(who.person_id, name=form.cleaned_data["name"])
        except WorkspaceLimit as refusal:
            form.add_error(None, refusal.detail)
        else:
            return enter(request, opened)
    shown = {
        "form": form,
        "cards": workspaces(request),
        "current": who.workspace_id,
        "roles": ROLE_WORDS,
        "offers": reads.list_offers(who.person_id),
        "closing": reads.list_closing(who.person_id),
    }
    return render(request, "identity/workspaces.html", shown, status=422 if form.errors else 200)


def enter(request: HttpRequest, workspace_id: WorkspaceId) -> HttpResponse:
    """Work in this workspace from now on and show it."""
    request.session[WORKSPACE_KEY] = str(workspace_id)
    rotate(request)
    return redirect("identity:workspace")


@require_POST
@at_home
@throttle("60/m", by="person")
def switch(request: HttpRequest) -> HttpResponse:
    """Work in another of one's workspaces from now on. Raises WorkspaceNotFound for one that is not theirs."""
    form = ChooseWorkspace(request.POST, cards=workspaces(request))
    if not form.is_valid():
        raise WorkspaceNotFound
    request.session[WORKSPACE_KEY] = form.cleaned_data["workspace"]
    rotate(request)
    return redirect("/app/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@throttle("10/m", by="person", methods=("POST",))
@shows(ACCOUNT)
def leave(request: HttpRequest) -> HttpResponse:
    """Ask first, then give up one's place."""
    who, refusal = actor(request), ""
    if request.method == "POST":
        try:
            members.leave_workspace(who)
        except LastOwner as error:
            refusal = error.detail
        else:
            request.session.pop(WORKSPACE_KEY, None)
            messages.success(request, _("You have left. You work in your own workspace again."))
            return redirect("identity:workspaces")
    shown = {"card": reads.get_card(who), "refusal": refusal}
    return render(request, "identity/workspace_leave.html", shown, status=409 if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly
@throttle("10/m", by="person", methods=("POST",))
@shows(ACCOUNT)
def delete(request: HttpRequest) -> HttpResponse:
    """Ask for the name, then shut the workspace; it can be kept for seven days."""
    who = actor(request)
    require(who, Action.WORKSPACE_DELETE)
    form = ConfirmName(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.close_workspace(who, name=form.cleaned_data["name"])
        except NameMismatch as refusal:
            form.add_error("name", refusal.detail)
        else:
            request.session.pop(WORKSPACE_KEY, None)
            messages.success(request, _("The workspace is shut. Until its last day you can keep it after all."))
            return redirect("identity:workspaces")
    shown = {"card": reads.get_card(who), "form": form}
    return render(request, "identity/workspace_delete.html", shown, status=422 if form.errors else 200)


@require_POST
@at_home
@throttle("10/m", by="person")
def keep(request: HttpRequest, workspace_id: UUID) -> HttpResponse:
    """Take a deletion back."""
    commands.keep_workspace(actor(request).person_id, workspace_id=WorkspaceId(workspace_id))
    messages.success(request, _("The workspace is back, as it was."))
    return redirect("identity:workspaces")


def why(refusal: DomainError) -> str:
    """Say a refusal in words for the page."""
    return refusal.detail or refusal.title
