"""One idea, and the list of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from assay.kernel.pagination import Page, following, paginate
from assay.modules.ideas import models, policy
from assay.modules.ideas.errors import IdeaNotFound
from assay.modules.ideas.types import ActionStatus, Idea, IdeaId, IdeaRow, Origin, Snapshot, Standing
from assay.modules.identity.api import Actor

PAGE = 20


def get(actor: Actor, idea_id: IdeaId) -> Idea:
    """The idea with its draft. Raises IdeaNotFound when it is not in the actor's workspace."""
    idea = models.Idea.objects.filter(workspace_id=actor.workspace_id, pk=idea_id).first()
    if idea is None:
        raise IdeaNotFound
    return Idea(
        id=IdeaId(idea.pk),
        name=idea.name,
        sentence=idea.sentence,
        origin=Origin(idea.origin),
        origin_entry=idea.origin_entry,
        draft=Snapshot(idea.draft),
        revision=idea.revision,
        is_archived=idea.archived_at is not None,
        created_at=idea.created_at,
        updated_at=idea.updated_at,
    )


def list_page(
    actor: Actor, *, archived: bool = False, search: str = "", cursor: str | None = None, limit: int = PAGE
) -> Page[IdeaRow]:
    """Newest first; each row with its standing, its trend and what is open. Raises Invalid for a bad cursor."""
    rows = models.Idea.objects.filter(workspace_id=actor.workspace_id, archived_at__isnull=not archived)
    if search:
        rows = rows.filter(pk__in=islice(_matching(following(rows, cursor), search), max(limit, 0) + 1))
    page = paginate(_counted(rows.defer("draft")), cursor=cursor, limit=limit)
    return page.map(_row)


def count(actor: Actor, *, archived: bool = False) -> int:
    """How many ideas the workspace holds, archived or not."""
    return models.Idea.objects.filter(workspace_id=actor.workspace_id, archived_at__isnull=not archived).count()


def count_open(workspace_id: UUID) -> int:
    """How many ideas of a workspace are in work, which is what its plan limits."""
    return models.Idea.objects.filter(workspace_id=workspace_id, archived_at=None).count()


def list_standings(actor: Actor, idea_id: IdeaId, *, limit: int = 50) -> tuple[Standing, ...]:
    """How the idea stood after each of its last runs, oldest first."""
    rows = models.Standing.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id).order_by("-created_at")
    return tuple(_standing(row) for row in reversed(rows[:limit]))


def _matching(rows: QuerySet[models.Idea], search: str) -> Iterator[UUID]:
    """Which ideas have the words in their name or sentence: both are sealed, so they are opened one after the other."""
    wanted = search.casefold()
    for idea in rows.only("workspace_id", "name", "sentence")[: policy.MAX_IDEAS]:
        if wanted in idea.name.casefold() or wanted in idea.sentence.casefold():
            yield idea.pk


def _counted(rows: QuerySet[models.Idea]) -> QuerySet[models.Idea]:
    still_open = (
        models.ActionItem.objects.filter(idea=OuterRef("pk"))
        .exclude(status=ActionStatus.COMPLETED)
        .values("idea")
        .annotate(n=Count("pk"))
        .values("n")
    )
    notes = models.Note.objects.filter(idea=OuterRef("pk")).values("idea").annotate(n=Count("pk")).values("n")
    lately = models.Standing.objects.filter(idea=OuterRef("pk")).order_by("-created_at")[: policy.TREND_LENGTH]
    said = {"run_id": "run_id", "verdict": "verdict", "p_goal": "p_goal", "p_low": "p_low", "p_high": "p_high"}
    return rows.annotate(
        open_actions=Coalesce(Subquery(still_open), 0),
        note_count=Coalesce(Subquery(notes), 0),
        standings=ArraySubquery(lately.values(said=JSONObject(**said, at="created_at"))),
    )


def _standing(row: models.Standing) -> Standing:
    return Standing(
        run_id=row.run_id,
        verdict=row.verdict,
        p_goal=row.p_goal,
        p_low=row.p_low,
        p_high=row.p_high,
        at=row.created_at,
    )


def _told(said: Mapping[str, Any]) -> Standing:
    """A standing as PostgreSQL wrote it into the row of its idea."""
    named = {**said, "run_id": UUID(said["run_id"]), "at": datetime.fromisoformat(said["at"])}
    return Standing(**named)


def _row(idea: models.Idea) -> IdeaRow:
    standings = [_told(said) for said in reversed(getattr(idea, "standings", ()))]
    return IdeaRow(
        id=IdeaId(idea.pk),
        name=idea.name,
        sentence=idea.sentence,
        is_archived=idea.archived_at is not None,
        created_at=idea.created_at,
        updated_at=idea.updated_at,
        standing=standings[-1] if standings else None,
        trend=tuple(s.p_goal for s in standings if s.p_goal is not None),
        open_actions=getattr(idea, "open_actions", 0),
        notes=getattr(idea, "note_count", 0),
    )
