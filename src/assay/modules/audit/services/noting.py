"""What somebody is shown is written down before they have it: one statement, once in ten minutes for the same thing.

Not by `publish`: nobody reacts to a look, and a look has to stay cheap. An entry's id is made of who looked, at what,
by which way and in which ten minutes, so that the primary key itself keeps the second one out, however many look at
once and in however many processes. A process remembers what it has written down and then asks nobody (ADR 0030).
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from assay.kernel import clock, context
from assay.kernel.memory import Memory
from assay.kernel.reading import Of, Reading
from assay.modules.audit import policy
from assay.modules.audit.types import LOOK, Via

WINDOW: Final = 600  # seconds; windows follow each other from midnight, 1970
REMEMBERED: Final = 20_000  # things of a process, some three megabytes; whoever leafs through more costs statements
_noted: Final[Memory[UUID, UUID]] = Memory(size=REMEMBERED, seconds=WINDOW)
_NOTE: Final = """
INSERT INTO audit_entry (id, created_at, chain, workspace_id, actor_id, subject_id, via, request_id, name,
                         objects_named, details, commitment, sealed)
VALUES (%(id)s, %(at)s, %(chain)s, %(workspace_id)s, %(actor_id)s, %(subject_id)s, %(via)s, %(request_id)s, %(name)s,
        %(objects)s::jsonb, %(details)s::jsonb, '', '')
ON CONFLICT DO NOTHING
"""


def note(reading: Reading) -> None:
    """Write down who was shown what. Costs nothing where this process did so in this window, else one statement.

    Raises what the database raises: then the answer must not leave.
    """
    now = clock.now()
    entry_id = id_of(reading, at=now)
    if _noted.find(entry_id) is not None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, _row(reading, entry_id=entry_id, at=now))
    _noted.keep(entry_id, entry_id)


def id_of(reading: Reading, *, at: datetime) -> UUID:
    """Return the one id that this look has in this window: a UUIDv7 of the window's beginning (RFC 9562)."""
    window = int(at.timestamp()) // WINDOW * WINDOW
    who = [reading.person_id, reading.key_id, reading.workspace_id]
    told = json.dumps([who, reading.kind, reading.way, sorted(reading.about.items()), window], default=str)
    bits = int.from_bytes(hashlib.blake2b(told.encode(), digest_size=10).digest())
    high, low = bits >> 62 & 0xFFF, bits & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=window * 1_000 << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def _row(reading: Reading, *, entry_id: UUID, at: datetime) -> dict[str, Any]:
    subject = reading.person_id if reading.of is Of.PERSON else reading.about.get("person_id")
    objects = policy.objects_of(dict(reading.about) | _came_with(reading))
    return {
        "id": entry_id,
        "at": at.astimezone(UTC),
        "chain": policy.chain_of(workspace_id=reading.workspace_id, subject_id=subject),
        "workspace_id": reading.workspace_id,
        "actor_id": reading.person_id,
        "subject_id": subject,
        "via": Via.REQUEST,
        "request_id": context.current().request_id or "",
        "name": LOOK,
        "objects": json.dumps(objects),
        "details": json.dumps({"kind": reading.kind, "way": reading.way.value}),
    }


def _came_with(reading: Reading) -> dict[str, UUID]:
    """The key a person lent to a program, or the token of a directory, which is nobody's."""
    if reading.key_id is None:
        return {}
    return {"with_token" if reading.person_id is None else "with_key": reading.key_id}
