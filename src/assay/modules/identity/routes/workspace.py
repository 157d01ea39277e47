"""The workspace for programs. Who may: everybody in it sees and leaves it; its name is for owners and admins."""

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.bodies import read_body, takes
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import WORKSPACE
from assay.modules.identity.queries import members as reads
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.doors import door, signed
from assay.modules.identity.schemas.places import WorkspaceOut, WorkspacePatch
from assay.modules.identity.services import members, workspaces

router = Router(tags=["workspace"], auth=signed("workspace"))


@router.get("/workspace", response=WorkspaceOut, summary="Your workspace", auth=door("workspace"))
@decorate_view(conditional, shows(WORKSPACE))
def get_workspace(request: HttpRequest) -> WorkspaceOut:
    """The workspace you work in, or that your key is for."""
    return WorkspaceOut.of(reads.get_card(actor(request)))


@router.patch("/workspace", response={204: None}, summary="Rename the workspace", openapi_extra=takes(WorkspacePatch))
@decorate_view(throttle("30/m", name="identity.rename"), idempotent)
def rename_workspace(request: HttpRequest) -> Status[None]:
    """Give a shared workspace another name."""
    workspaces.rename_workspace(actor(request), name=read_body(request, WorkspacePatch).line())
    return Status(204, None)


@router.post("/workspace/leave", response={204: None}, summary="Leave the workspace")
@decorate_view(throttle("10/m", name="identity.leave"), idempotent)
def leave_workspace(request: HttpRequest) -> Status[None]:
    """Give up your own place in a shared workspace; your keys for it end as well. Its last owner cannot leave."""
    members.leave_workspace(actor(request))
    return Status(204, None)
