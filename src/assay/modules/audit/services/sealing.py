"""Entries get their positions and are tied together, moments after their transactions committed.

Not in those transactions: a chain's head would be one row that every writer of a workspace has to lock until it
commits, and two chains locked in different orders are a deadlock (ADR 0021). One sealer at a time works in batches.
"""

from collections import Counter
from typing import Final

from django.db import connection, transaction
from django.db.models import F

from assay.kernel import clock, tenancy
from assay.kernel.locks import hold
from assay.modules.audit import models, policy
from assay.modules.audit.providers.verify_audit import GENESIS, link_hash
from assay.modules.audit.queries.entries import as_record

LOCK: Final = "audit.seal"
BATCH: Final = 500
_WAITING: Final = """
SELECT waiting.entry_id FROM audit_unsealed waiting
WHERE NOT EXISTS (SELECT FROM audit_link link WHERE link.entry_id = waiting.entry_id)
ORDER BY waiting.entry_id LIMIT %s
"""
_DONE: Final = "DELETE FROM audit_unsealed WHERE entry_id = ANY(%s) AND xact <> pg_current_xact_id()"
_HEADS: Final = """
SELECT chain, position, hash FROM unnest(%s::text[]) wanted(name)
CROSS JOIN LATERAL (SELECT * FROM audit_link WHERE chain = wanted.name ORDER BY position DESC LIMIT 1) head
"""


def seal_all() -> int:
    """Seal everything that was committed before now; return how much that was."""
    total = 0
    while sealed := seal():
        total += sealed
    return total


@transaction.atomic
def seal() -> int:
    """Seal up to a batch of entries; return how many. Waits for another sealer to finish."""
    hold(LOCK)
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(_WAITING, [BATCH])
        ids = [entry_id for (entry_id,) in cursor.fetchall()]
        if not ids:
            return 0
        entries = list(models.Entry.objects.filter(pk__in=ids).order_by("id"))
        cursor.execute(_HEADS, [sorted({entry.chain for entry in entries})])
        _tie(entries, {chain: (position, head) for chain, position, head in cursor.fetchall()})
        cursor.execute(_DONE, [ids])
        _count(entries)
    return len(ids)


def _tie(entries: list[models.Entry], heads: dict[str, tuple[int, str]]) -> None:
    now, made = clock.now(), list[models.Link]()
    for entry in entries:
        position, prev = heads.get(entry.chain, (0, GENESIS))
        found = link_hash(as_record(entry), position=position + 1, prev=prev, sealed_at=policy.moment(now))
        made.append(
            models.Link(
                entry_id=entry.pk, chain=entry.chain, position=position + 1, prev=prev, hash=found, sealed_at=now
            )
        )
        heads[entry.chain] = position + 1, found
    models.Link.objects.bulk_create(made)


def _count(entries: list[models.Entry]) -> None:
    for name, count in Counter(entry.name for entry in entries).items():
        models.Tally.objects.get_or_create(name=name)
        models.Tally.objects.filter(name=name).update(total=F("total") + count)
