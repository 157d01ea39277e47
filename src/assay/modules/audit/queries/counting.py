"""Counting entries of a window, for whoever looks for patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from assay.kernel import tenancy

# A field is one of the fact's own (an id or a plain value), or one of the entry's: actor, subject, fact; or all.
_COUNT: Final = """
WITH seen AS (
    SELECT coalesce(details->>%(by)s, objects_named->>%(by)s, CASE %(by)s WHEN 'actor' THEN actor_id::text
               WHEN 'subject' THEN subject_id::text WHEN 'all' THEN 'all' END) AS about,
           coalesce(details->>%(spread)s, objects_named->>%(spread)s, CASE %(spread)s WHEN 'fact' THEN name
               WHEN 'entry' THEN id::text END) AS spread,
           coalesce(subject_id, actor_id) AS person
    FROM audit_entry
    WHERE name = ANY(%(facts)s) AND created_at > %(since)s AND created_at <= %(until)s
      AND details @> %(only)s::jsonb
)
SELECT about, count(*), count(DISTINCT spread), min(person::text)
FROM seen WHERE about IS NOT NULL
GROUP BY about HAVING count(*) >= %(least)s AND count(DISTINCT spread) >= %(least_spread)s
ORDER BY about LIMIT 1000
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What is counted: entries of these facts, by one field, spread over another; ``only``: details as JSON."""

    facts: Sequence[str]
    by: str
    least: int
    spread: str = "entry"
    least_spread: int = 1
    only: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often something was seen: about what, how many in all, over how many others; a person it concerns."""

    about: str
    total: int
    spread: int
    person_id: UUID | None


def count(pattern: Pattern, *, since: datetime, until: datetime) -> list[Count]:
    """Count over all workspaces what reaches the pattern's thresholds."""
    asked: dict[str, Any] = {
        "facts": list(pattern.facts),
        "by": pattern.by,
        "spread": pattern.spread,
        "least": pattern.least,
        "least_spread": pattern.least_spread,
        "only": pattern.only,
        "since": since,
        "until": until,
    }
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(_COUNT, asked)
        return [
            Count(about=about, total=total, spread=spread, person_id=UUID(person) if person else None)
            for about, total, spread, person in cursor.fetchall()
        ]
