"""Entries as they are shown and as they are hashed."""

import hashlib
import json
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Func, JSONField, Q, QuerySet

from assay.kernel import crypto
from assay.kernel.pagination import Page, paginate
from assay.modules.audit import models, policy
from assay.modules.audit.types import LOOK, Entry, Via, Wanted

SEALED: Final = "audit_entry.sealed"
_ACTORS: Final = """
WITH RECURSIVE actor(id) AS (
    (SELECT actor_id FROM audit_entry WHERE workspace_id = %(workspace)s AND actor_id IS NOT NULL
     ORDER BY actor_id LIMIT 1)
    UNION ALL
    SELECT (SELECT actor_id FROM audit_entry WHERE workspace_id = %(workspace)s AND actor_id > actor.id
            ORDER BY actor_id LIMIT 1)
    FROM actor WHERE actor.id IS NOT NULL
)
SELECT id FROM actor WHERE id IS NOT NULL
"""


def list_entries(workspace_id: UUID, *, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> Page[Entry]:
    """Entries of one workspace, newest first. Raises Invalid for a bad cursor or limit."""
    rows = _narrowed(models.Entry.objects.filter(workspace_id=workspace_id), wanted)
    return paginate(rows, cursor=cursor, limit=limit).map(to_entry)


def list_entries_of_person(
    person_id: UUID, *, looks: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[Entry]:
    """What a person did and what concerns them, in every workspace and in none, newest first.

    ``looks``: instead, what they looked at and who looked at what is theirs.
    """
    with transaction.atomic(), connection.cursor() as sql:
        # Beyond the workspace at hand; so the fence is told whose entries these are, until this transaction ends.
        sql.execute("SELECT set_config('assay.audit_person', %s, true)", [str(person_id)])
        rows = models.Entry.objects.filter(Q(subject_id=person_id) | Q(actor_id=person_id))
        rows = rows.filter(name=LOOK) if looks else rows.exclude(name=LOOK)
        found = paginate(rows, cursor=cursor, limit=limit).map(to_entry)
        sql.execute("SELECT set_config('assay.audit_person', '', true)")
    return found


def list_entries_named(names: Collection[str], *, cursor: str | None = None, limit: int = 50) -> Page[Entry]:
    """Entries of these facts, of every workspace and of none, newest first; for staff, in a scope that sees them."""
    return paginate(models.Entry.objects.filter(name__in=names), cursor=cursor, limit=limit).map(to_entry)


def list_actors(workspace_id: UUID) -> tuple[UUID, ...]:
    """Everybody who did or saw something in a workspace; one step of an index for each, however long the log is."""
    with connection.cursor() as sql:
        sql.execute(_ACTORS, {"workspace": workspace_id})
        return tuple(actor_id for (actor_id,) in sql.fetchall())


def open_details(entry_id: UUID) -> dict[str, str]:
    """The personal details kept with an entry, proven to be those its chain covers; empty where there are none.

    Raises KeyDestroyed after an erasure, SealBroken where they were exchanged.
    """
    row = models.Entry.objects.get(pk=entry_id)
    if not row.sealed:
        return {}
    plain = crypto.unseal(row.sealed, context=SEALED)
    if hashlib.sha256(plain).hexdigest() != row.commitment:
        raise crypto.SealBroken("these details are not those that were recorded")
    details: dict[str, str] = json.loads(plain)
    return {name: value for name, value in details.items() if name != "salt"}


def tallies() -> dict[str, int]:
    """How many entries of each fact were sealed since the beginning."""
    return dict(models.Tally.objects.values_list("name", "total"))


def to_entry(row: models.Entry) -> Entry:
    return Entry(
        id=row.pk,
        at=row.created_at,
        fact=row.name,
        actor_id=row.actor_id,
        subject_id=row.subject_id,
        via=Via(row.via),
        request_id=row.request_id,
        objects=row.objects_named,
        details=row.details,
    )


class _Ids(Func):
    """The ids of an entry as the index has them."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s, '$.*')"
    output_field = JSONField()


def _narrowed(rows: QuerySet[models.Entry], wanted: Wanted) -> QuerySet[models.Entry]:
    asked: dict[str, Any] = {
        "actor_id": wanted.actor_id,
        "name__startswith" if wanted.fact.endswith(".") else "name": wanted.fact,
        "created_at__gte": wanted.since,
        "created_at__lt": wanted.until,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if wanted.sort is not None:
        names, is_in = policy.names_of(wanted.sort)
        rows = rows.filter(Q(name__in=sorted(names)) if is_in else ~Q(name__in=sorted(names)))
    if wanted.object_id is None:
        return rows
    holds: Any = [str(wanted.object_id)]
    return rows.annotate(ids=_Ids("objects_named")).filter(ids__contains=holds)


def as_record(entry: models.Entry) -> dict[str, Any]:
    """What the hash covers: everything that a reader could be misled about."""
    return {
        "id": str(entry.pk),
        "chain": entry.chain,
        "occurred_at": policy.moment(entry.created_at),
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "subject": str(entry.subject_id) if entry.subject_id else None,
        "via": entry.via,
        "request": entry.request_id or None,
        "fact": entry.name,
        "objects": entry.objects_named,
        "details": entry.details,
        "commitment": entry.commitment or None,
    }
