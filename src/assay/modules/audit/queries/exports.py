"""The log as lines that somebody else can check."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db import connection

from assay.kernel import clock, tenancy
from assay.modules.audit import models, policy
from assay.modules.audit.providers import signing
from assay.modules.audit.providers.verify_audit import FORMAT
from assay.modules.audit.queries import checkpoints
from assay.modules.audit.queries.entries import as_record

BATCH: Final = 500
_LEFT_OUT: Final = """
SELECT entry.id FROM audit_entry entry
WHERE NOT EXISTS (SELECT FROM audit_link WHERE entry_id = entry.id)
  AND NOT EXISTS (SELECT FROM audit_unsealed WHERE entry_id = entry.id)
"""


def export(workspace_id: UUID) -> Iterator[dict[str, Any]]:
    """The sealed log of one workspace with what was signed for it. Runs in that workspace's scope."""
    chain = policy.chain_of(workspace_id=workspace_id, subject_id=None)
    yield _header([chain], is_whole=False)
    yield from _entries(chain)
    yield from checkpoints.list_of(chain)


def export_whole() -> Iterator[dict[str, Any]]:
    """Every chain and every checkpoint; for `assay verify-audit` and the operator's own copy."""
    with tenancy.system():
        chains = list(models.Link.objects.order_by("chain").values_list("chain", flat=True).distinct())
        yield _header(chains, is_whole=True)
        for chain in chains:
            yield from _entries(chain)
        yield from checkpoints.list_whole()


def left_out() -> list[UUID]:
    """Entries that have no place in a chain and do not wait for one: somebody took them out of the queue."""
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT)
        return [entry_id for (entry_id,) in cursor.fetchall()]


def _header(chains: list[str], *, is_whole: bool) -> dict[str, Any]:
    return {
        "type": "header",
        "format": FORMAT,
        "at": policy.moment(clock.now()),
        "chains": chains,
        "is_whole": is_whole,
        "keys": list(signing.trusted_keys()),
    }


def _entries(chain: str) -> Iterator[dict[str, Any]]:
    position = 0
    while links := list(models.Link.objects.filter(chain=chain, position__gt=position).order_by("position")[:BATCH]):
        found = models.Entry.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            entry = found.get(link.entry_id)
            yield {
                "type": "entry",
                "chain": chain,
                "position": link.position,
                "prev": link.prev,
                "hash": link.hash,
                "sealed_at": policy.moment(link.sealed_at),
                "entry": as_record(entry) if entry else None,
            }
        position = links[-1].position
