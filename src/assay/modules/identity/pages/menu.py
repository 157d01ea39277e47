"""What every page knows of the signed-in person: the workspaces the account menu offers."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from assay.modules.identity.queries.access import acting, workspaces


def places(request: HttpRequest) -> dict[str, Any]:
    """Offer templates the person's workspaces and the one at work; read only where a template asks."""
    return {
        "my_workspaces": SimpleLazyObject(lambda: _lines(request)),
    }


def _lines(request: HttpRequest) -> list[dict[str, Any]]:
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return []
    at_work = acting(request)
    return [
        {"id": card.id, "name": card.name, "is_current": at_work is not None and card.id == at_work.workspace_id}
        for card in workspaces(request)
    ]
