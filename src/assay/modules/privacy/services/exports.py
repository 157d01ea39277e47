"""An archive is asked for, fetched, given up, and deleted when its time is over."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.db import transaction

from assay.kernel import clock, crypto, jobs
from assay.kernel.events import publish
from assay.kernel.locks import hold
from assay.kernel.logging import get_logger
from assay.modules.privacy import models, policy
from assay.modules.privacy.errors import ExportNotFound, ExportsUsedUp, ExportUnderWay
from assay.modules.privacy.events import ExportAsked, ExportExpired, ExportFailed, ExportFetched
from assay.modules.privacy.types import Archive, ExportId, ExportState

log = get_logger(__name__)

ASSEMBLE: Final = "privacy.assemble"
SEALED: Final = "privacy_export_part.sealed"


@transaction.atomic
def ask_export(person_id: UUID, *, workspace_id: UUID | None = None) -> ExportId:
    """Have an archive put together, of the person or of a workspace; who may, the caller has made sure of.

    Raises ExportUnderWay, ExportsUsedUp.
    """
    hold(f"privacy.export:{person_id}")
    former = models.Export.objects.filter(person_id=person_id)
    if former.filter(state__in=models.OPEN_STATES).exists():
        raise ExportUnderWay
    now = clock.now()
    asked = former.filter(created_at__gt=now - policy.DAY).exclude(state=ExportState.FAILED)
    wait = policy.wait_for_next(list(asked.values_list("created_at", flat=True)), now=now)
    if wait:
        raise ExportsUsedUp(f"{policy.A_DAY} archives are made in 24 hours.", retry_after=wait)
    row = models.Export.objects.create(person_id=person_id, workspace_id=workspace_id)
    publish(ExportAsked(export_id=row.pk, person_id=person_id, workspace_id=workspace_id))
    jobs.defer(ASSEMBLE, export_id=str(row.pk))
    return ExportId(row.pk)


@transaction.atomic
def fetch_export(person_id: UUID, *, export_id: UUID) -> Archive:
    """Return an archive to its owner, and record that. Raises ExportNotFound."""
    row = models.Export.objects.filter(pk=export_id, person_id=person_id, state=ExportState.READY).first()
    if row is None or row.expires_at is None or row.expires_at <= clock.now():
        raise ExportNotFound
    publish(ExportFetched(export_id=row.pk, person_id=person_id))
    name = f"assay-{row.created_at:%Y-%m-%d}.zip"
    return Archive(name=name, size=row.size, pieces=_pieces(row.pk, person_id))


def _pieces(export_id: UUID, person_id: UUID) -> Iterator[bytes]:
    parts = models.ExportPart.objects.filter(export_id=export_id).order_by("number")
    for number in list(parts.values_list("number", flat=True)):
        part = models.ExportPart.objects.get(export_id=export_id, number=number)
        yield crypto.unseal(part.sealed, context=SEALED, subject=person_id)


@transaction.atomic
def give_up(export_id: UUID) -> None:
    """Say that an archive could not be made, and keep nothing of it. One that is over stays as it is."""
    row = models.Export.objects.select_for_update().filter(pk=export_id, state__in=models.OPEN_STATES).first()
    if row is None:
        return
    row.state = ExportState.FAILED
    row.save(update_fields=["state"])
    models.ExportPart.objects.filter(export=row).delete()
    publish(ExportFailed(export_id=row.pk, person_id=row.person_id))


def sweep() -> int:
    """Delete the archives whose time is over, each in its own transaction; return how many."""
    due = models.Export.objects.filter(state=ExportState.READY, expires_at__lte=clock.now())
    gone = sum(_expire(pk) for pk in due.order_by("expires_at").values_list("pk", flat=True)[:200])
    if gone:
        log.info("archives expired", archives=gone)
    return gone


@transaction.atomic
def _expire(export_id: UUID) -> bool:
    rows = models.Export.objects.select_for_update().filter(pk=export_id, state=ExportState.READY)
    row = rows.filter(expires_at__lte=clock.now()).first()
    if row is None:
        return False
    row.state = ExportState.EXPIRED
    row.save(update_fields=["state"])
    models.ExportPart.objects.filter(export=row).delete()
    publish(ExportExpired(export_id=row.pk, person_id=row.person_id))
    return True
