"""One's own data to take along, and a workspace's for those who own it.

Everybody has theirs; asking for an archive and fetching it take a proof of who somebody is that is ten minutes old at
most, because an archive is everything at once.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import ACCOUNT, ARCHIVE, ARCHIVES
from assay.modules.identity.queries.access import actor, at_home, require, signed_in
from assay.modules.identity.queries.fresh import fresh
from assay.modules.identity.queries.members import get_card
from assay.modules.identity.types import WorkspaceId
from assay.modules.identity.types.places import Action
from assay.modules.privacy import api as privacy


@never_cache
@require_safe
@at_home
@shows(ACCOUNT)
def mine(request: HttpRequest) -> HttpResponse:
    """Show what can be taken along, and the archives there are."""
    return _page(request, None)


@require_POST
@at_home
@fresh
@throttle("10/h", by="person", name="identity.export")
def export(request: HttpRequest) -> HttpResponse:
    """Have an archive of oneself put together."""
    _ask(request, None)
    return redirect("identity:data")


@never_cache
@require_safe
@at_home
@throttle("60/m", by="person", name="identity.export_state")
@shows(ACCOUNT)
def export_state(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Say how far an archive of one's own is, for the page that waits. Raises ExportNotFound."""
    one = privacy.get_export(actor(request).person_id, export_id=export_id)
    return render(request, "identity/data_state.html", {"one": one})


@never_cache
@require_safe
@at_home
@fresh
@throttle("20/h", by="person", name="identity.fetch")
@shows(ARCHIVE)
def fetch(request: HttpRequest, export_id: UUID) -> StreamingHttpResponse:
    """Give out an archive of one's own. Raises ExportNotFound."""
    archive = privacy.fetch_export(actor(request).person_id, export_id=export_id)
    answer = StreamingHttpResponse(archive.pieces, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{archive.name}"'
    answer["Content-Length"] = str(archive.size)
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@require_safe
@signed_in
@shows(ARCHIVES)
def of_workspace(request: HttpRequest) -> HttpResponse:
    """Show an owner the archives of their workspace. Raises RoleTooLow."""
    who = actor(request)
    require(who, Action.WORKSPACE_EXPORT)
    return _page(request, who.workspace_id)


@require_POST
@signed_in
@fresh
@throttle("10/h", by="person", name="identity.workspace_export")
def workspace_export(request: HttpRequest) -> HttpResponse:
    """Have an archive of the workspace put together. Raises RoleTooLow."""
    who = actor(request)
    require(who, Action.WORKSPACE_EXPORT)
    _ask(request, who.workspace_id)
    return redirect("identity:workspace_data")


def _ask(request: HttpRequest, workspace_id: WorkspaceId | None) -> None:
    try:
        privacy.ask_export(actor(request).person_id, workspace_id=workspace_id)
    except privacy.ExportUnderWay:
        messages.info(request, _("An archive is being put together already."))
    except privacy.ExportsUsedUp:
        messages.error(request, _("No more archives today. Use the last one, or ask again tomorrow."))
    else:
        messages.success(request, _("Your archive is being put together. We write to you when it is ready."))


def _page(request: HttpRequest, workspace_id: WorkspaceId | None) -> HttpResponse:
    who = actor(request)
    found = privacy.list_exports(who.person_id, workspace_id=workspace_id)
    shown: dict[str, Any] = {
        "exports": found,
        "running": next((one for one in found if one.state.is_open), None),
        "card": get_card(who) if workspace_id else None,
    }
    return render(request, "identity/data.html", shown)
