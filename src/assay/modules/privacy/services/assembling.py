"""An archive is put together: read page by page, packed, and sealed piece by piece; it is never anywhere in clear.

A worker that dies leaves pieces behind. Whoever comes next begins a new round, which deletes them first; a worker of
an earlier round that is still alive finds that out before it stores its next piece, and stops.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, override
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assay.kernel import clock, crypto, subjects
from assay.kernel.events import publish
from assay.kernel.logging import get_logger
from assay.kernel.subjects import Holding, Person
from assay.modules.privacy import models, policy
from assay.modules.privacy.errors import Overtaken
from assay.modules.privacy.events import ExportBegun, ExportReady
from assay.modules.privacy.services.exports import SEALED
from assay.modules.privacy.types import ExportState

log = get_logger(__name__)


class Sink(io.RawIOBase):
    """Where the packer writes: what is full is sealed and stored; nothing can be read back or sought."""

    def __init__(self, row: models.Export) -> None:
        self.row = row
        self.size = self.number = 0
        self._waiting = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any) -> int:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) >= policy.PIECE:
            self._store(bytes(self._waiting[: policy.PIECE]))
            del self._waiting[: policy.PIECE]
        return len(data)

    def finish(self) -> None:
        """Store what is left."""
        if self._waiting:
            self._store(bytes(self._waiting))
            self._waiting.clear()

    def _store(self, piece: bytes) -> None:
        with transaction.atomic():
            held(self.row)
            sealed = crypto.seal(piece, subject=self.row.person_id, context=SEALED)
            models.ExportPart.objects.create(export=self.row, number=self.number, sealed=sealed)
        self.number += 1


def assemble(export_id: UUID) -> None:
    """Put an archive together; called by the worker, safe to repeat. One whose person is gone is given up."""
    row = _begin(export_id)
    if row is not None:
        _pack_or_stop(row)


def _pack_or_stop(row: models.Export) -> None:
    try:
        _pack(row)
    except Overtaken:
        log.info("another worker makes this archive", export=str(row.pk), round=row.round)


def _pack(row: models.Export) -> None:
    person = subjects.find(row.person_id)
    if person is None:
        raise LookupError("there is nobody whose data this would be")
    sink = Sink(row)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        _fill(archive, row, person)
    sink.finish()
    _end(row, size=sink.size)


def _fill(archive: zipfile.ZipFile, row: models.Export, person: Person) -> None:
    files = []
    for done, holding in enumerate(subjects.exported(workspace_id=row.workspace_id), start=1):
        files.append(_add(archive, holding, subjects.rows(holding, person, workspace_id=row.workspace_id)))
        with transaction.atomic():
            held(row)
            models.Export.objects.filter(pk=row.pk).update(done=done)
    manifest = {
        "format": policy.FORMAT,
        "made_at": clock.now().isoformat(),
        "person": str(row.person_id),
        "workspace": str(row.workspace_id) if row.workspace_id else None,
        "files": files,
        "left_out": [] if row.workspace_id else _left_out(),
    }
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    archive.writestr("README.txt", _readme(files))


def _add(archive: zipfile.ZipFile, holding: Holding, rows: Iterator[dict[str, object]]) -> dict[str, object]:
    """Write one area, a row in a line; return what the manifest says of it."""
    name, digest, count = f"{holding.area}.json", hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as stream:
        for line in _lines(rows):
            count += line[0]
            digest.update(line[1])
            stream.write(line[1])
    return {
        "path": name,
        "about": str(holding.about),
        "rows": count,
        "sha256": digest.hexdigest(),
        "withheld": {field: str(reason) for field, reason in holding.withheld.items()},
        "schema": {"type": "array", "items": subjects.schema(holding)},
    }


def _lines(rows: Iterator[dict[str, object]]) -> Iterator[tuple[int, bytes]]:
    """The bytes of a JSON array, each with how many rows it holds."""
    yield 0, b"["
    for number, row in enumerate(rows):
        yield 1, (b",\n" if number else b"\n") + json.dumps(row, ensure_ascii=False).encode()
    yield 0, b"\n]\n"


def _left_out() -> list[dict[str, str]]:
    found = (one for one in subjects.holdings() if one.left_out)
    return [{"table": one.table, "reason": str(one.left_out)} for one in found]


def _readme(files: list[dict[str, Any]]) -> str:
    head = _(
        "This archive was made by Assay. Each file holds one kind of data as a JSON list, in UTF-8. "
        "manifest.json describes every field, says what was left out and why, and has the SHA-256 of each file."
    )
    lines = [f"{one['path']} ({one['rows']}): {one['about']}" for one in files]
    return "\n".join([head, "", *lines, ""])


@transaction.atomic
def _begin(export_id: UUID) -> models.Export | None:
    row = models.Export.objects.select_for_update().filter(pk=export_id, state__in=models.OPEN_STATES).first()
    if row is None:
        return None
    row.state, row.round, row.done = ExportState.RUNNING, row.round + 1, 0
    row.total = len(subjects.exported(workspace_id=row.workspace_id))
    row.save(update_fields=["state", "round", "done", "total"])
    models.ExportPart.objects.filter(export=row).delete()
    publish(ExportBegun(export_id=row.pk, person_id=row.person_id))
    return row


def held(row: models.Export) -> models.Export:
    """Lock an export for this round's worker. Raises Overtaken when another one has begun, or it is over."""
    found = models.Export.objects.select_for_update().filter(pk=row.pk, round=row.round, state=ExportState.RUNNING)
    mine = found.first()
    if mine is None:
        raise Overtaken(f"export {row.pk} is in another round")
    return mine


@transaction.atomic
def _end(row: models.Export, *, size: int) -> None:
    mine = held(row)
    mine.state, mine.size, mine.ready_at = ExportState.READY, size, clock.now()
    mine.expires_at = mine.ready_at + policy.KEPT
    mine.save(update_fields=["state", "size", "ready_at", "expires_at"])
    publish(ExportReady(export_id=mine.pk, person_id=mine.person_id))
