"""Checkpoints as they are sent, exported and shown."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from assay.kernel import clock, tenancy
from assay.modules.audit import models
from assay.modules.audit.providers.verify_audit import above, leaf_hash

_AGES: Final = """
SELECT
    (SELECT min(created_at) FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_unsealed)),
    (SELECT min(created_at) FROM audit_checkpoint
     WHERE number > coalesce((SELECT max(number) FROM audit_witnessed), 0))
"""


def waiting_since() -> tuple[float, float]:
    """For how many seconds the oldest entry waits for its place, and the oldest checkpoint for its witness."""
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(_AGES)
        ages = [max(0.0, (clock.now() - at).total_seconds()) if at else 0.0 for at in cursor.fetchone()]
    return ages[0], ages[1]


def as_record(checkpoint: models.Checkpoint) -> dict[str, Any]:
    """A checkpoint with all the heads it speaks for, as the witness keeps it."""
    return {**_signed(checkpoint), "leaves": leaves_of(checkpoint)}


def leaves_of(checkpoint: models.Checkpoint) -> list[dict[str, Any]]:
    """The heads of a checkpoint in the order of their tree."""
    rows = models.Leaf.objects.filter(checkpoint=checkpoint)
    return in_order([{"chain": row.chain, "position": row.position, "hash": row.hash} for row in rows])


def in_order(leaves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The order of the tree: by name as Python compares it, whatever the database's language."""
    return sorted(leaves, key=lambda leaf: str(leaf["chain"]))


def list_whole() -> Iterator[dict[str, Any]]:
    """Every checkpoint there is."""
    for checkpoint in models.Checkpoint.objects.order_by("number"):
        yield as_record(checkpoint)


def list_of(chain: str) -> Iterator[dict[str, Any]]:
    """The checkpoints that speak for one chain, each with the way from its head to the signed root."""
    ids = models.Leaf.objects.filter(chain=chain).values("checkpoint_id")
    for checkpoint in models.Checkpoint.objects.filter(pk__in=ids).order_by("number"):
        leaves = leaves_of(checkpoint)
        at = next(place for place, leaf in enumerate(leaves) if leaf["chain"] == chain)
        proof = merkle_proof([leaf_hash(leaf) for leaf in leaves], at)
        yield {**_signed(checkpoint), "leaf": leaves[at], "proof": proof}


def merkle_proof(leaves: list[bytes], at: int) -> list[list[str]]:
    """Return the neighbours on the way from a leaf to the root, each with its side."""
    proof, level = list[list[str]](), leaves
    while len(level) > 1:
        other = at ^ 1
        if other < len(level):
            proof.append(["left" if other < at else "right", level[other].hex()])
        level, at = above(level), at // 2
    return proof


def _signed(checkpoint: models.Checkpoint) -> dict[str, Any]:
    return {
        "type": "checkpoint",
        "statement": checkpoint.statement,
        "key": checkpoint.key,
        "signature": checkpoint.signature,
    }
