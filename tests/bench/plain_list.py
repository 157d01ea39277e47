"""The list of ideas as the plain ORM and a schema give it: one query for each kind of row, one object for each row."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from assay.modules.ideas.models import ActionItem, Idea, Note, Standing
from assay.modules.identity.api import actor, session_auth

api = NinjaAPI(urls_namespace="bench", docs_url=None, auth=session_auth)


class Row(Schema):
    """What the product's own list says of an idea, but for its trend."""

    id: UUID
    name: str
    sentence: str
    created_at: datetime
    updated_at: datetime
    verdict: str | None
    open_actions: int
    notes: int


@api.get("/ideas", response=list[Row])
def ideas(request: HttpRequest) -> list[Row]:
    """Twenty ideas of the workspace, newest first."""
    rows = list(Idea.objects.filter(workspace_id=actor(request).workspace_id, archived_at=None).order_by("-id")[:20])
    keys = [row.pk for row in rows]
    last = {one.idea_id: one.verdict for one in Standing.objects.filter(idea__in=keys).order_by("created_at")}
    todo = ActionItem.objects.filter(idea__in=keys).exclude(status="completed")
    actions = dict(todo.values_list("idea").annotate(n=Count("pk")))
    notes = dict(Note.objects.filter(idea__in=keys).values_list("idea").annotate(n=Count("pk")))
    return [
        Row(
            id=row.pk,
            name=row.name,
            sentence=row.sentence,
            created_at=row.created_at,
            updated_at=row.updated_at,
            verdict=last.get(row.pk),
            open_actions=actions.get(row.pk, 0),
            notes=notes.get(row.pk, 0),
        )
        for row in rows
    ]
