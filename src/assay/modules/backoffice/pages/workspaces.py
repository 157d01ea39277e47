"""Finding one workspace, who belongs to it, and, with a reason, its log."""

import time
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assay.kernel import tenancy
from assay.kernel.errors import Invalid
from assay.kernel.reading import notes_itself, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.audit import api as audit
from assay.modules.backoffice.forms import Because, FindWorkspace
from assay.modules.identity import api as identity
from assay.modules.identity.api import StaffAction, actor, staff_page

HOLDS: Final = 30 * 60  # seconds that a reason to read one log is good for
_REASONS: Final = "staff_reasons"  # in the session: until when which log may be read


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.WORKSPACE_SEE)
@throttle("60/h", by="person", name="backoffice.find_workspace", methods=("POST",))
@shows_nothing("an empty form")
def workspaces(request: HttpRequest) -> HttpResponse:
    """Find a workspace."""
    form = FindWorkspace(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("backoffice:workspace", form.cleaned_data["sought"])
    return render(request, "backoffice/workspaces.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff_page(StaffAction.WORKSPACE_SEE)
@throttle("120/h", by="person", name="backoffice.workspace")
@notes_itself("look_at_workspace")
def workspace(request: HttpRequest, workspace_id: UUID) -> HttpResponse:
    """Show a workspace, with addresses masked and without its name. Raises WorkspaceNotFound."""
    place = identity.look_at_workspace(actor(request), workspace_id)
    may_read = identity.permits(request, StaffAction.WORKSPACE_LOG)
    return render(request, "backoffice/workspace.html", {"place": place, "may_read": may_read})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.WORKSPACE_LOG)
@throttle("120/h", by="person", name="backoffice.workspace_log")
@notes_itself("look_at_workspace, and why the log is read")
def log(request: HttpRequest, workspace_id: UUID) -> HttpResponse:
    """Ask why, then show the workspace's log for half an hour. Raises WorkspaceNotFound, Invalid for a bad cursor."""
    form = Because(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            identity.note_log_read(actor(request), workspace_id, why=form.why())
        except Invalid as refusal:
            form.add_error("reason", refusal.detail)
        else:
            _keep(request, workspace_id)
            return redirect("backoffice:workspace_log", workspace_id)
    place = identity.look_at_workspace(actor(request), workspace_id)
    shown: dict[str, Any] = {"place": place, "form": form}
    if not form.is_bound and _is_good(request, workspace_id):
        with tenancy.scope(workspace_id):
            page = audit.list_entries(workspace_id, wanted=audit.Wanted(), cursor=request.GET.get("cursor"))
        shown["page"] = page.map(lambda entry: {"entry": entry, "said": audit.sentence(entry, called={})})
    return render(request, "backoffice/workspace_log.html", shown, status=422 if form.errors else 200)


def _keep(request: HttpRequest, workspace_id: UUID) -> None:
    now = time.time()
    known = {name: until for name, until in request.session.get(_REASONS, {}).items() if until > now}
    request.session[_REASONS] = known | {str(workspace_id): now + HOLDS}


def _is_good(request: HttpRequest, workspace_id: UUID) -> bool:
    until = request.session.get(_REASONS, {}).get(str(workspace_id), 0)
    return bool(time.time() < until)
