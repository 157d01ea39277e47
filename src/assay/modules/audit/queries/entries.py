"""Entries as they are shown and as they are hashed."""

from typing import Any

from assay.modules.audit import models, policy


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
