"""What was erased stays erased when an older backup is restored.

Whatever is destroyed for good is told to the audit log's witness first. Here the list is compared with the keys this
database has: one that lives although it was destroyed came back with a backup, and is destroyed again with all it had.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from assay.kernel import clock, crypto, subjects
from assay.kernel.events import publish
from assay.kernel.health import Finding
from assay.kernel.logging import get_logger
from assay.kernel.memory import Memory
from assay.modules.audit import api as audit
from assay.modules.privacy import models
from assay.modules.privacy.events import ErasureReplayed
from assay.modules.privacy.services import erasing
from assay.modules.privacy.types import ErasureState

log = get_logger(__name__)

_clean: Final = Memory[str, datetime](size=1, seconds=600.0)
_ever: Final = Memory[str, datetime](size=1, seconds=10.0 * 365 * 86_400)
_away: Final = Memory[str, datetime](size=1, seconds=60.0)


def list_returned() -> tuple[UUID, ...]:
    """Return who was erased and is here again. Raises WitnessAway."""
    return tuple(sorted(crypto.living(audit.list_buried())))


def replay() -> int:
    """Erase again everybody and every workspace that came back; return how many. Raises WitnessAway."""
    returned = list_returned()
    for subject in returned:
        _erase_again(subject)
        log.warning("erased again", subject=str(subject))
    return len(returned)


def finding() -> Finding:
    """See whether somebody who was erased came back with a backup; nothing is served while that is so.

    Asked again after ten minutes. While the witness is away, what this process saw last counts; one that has never
    seen anything does not serve. A witness that hangs holds up one look a minute and not each, or whoever asks every
    two seconds whether we serve would take us out of service with it.
    """
    if _clean.find("clean"):
        return Finding(is_ok=True, detail={"returned": 0})
    if _away.find("away"):
        return Finding(is_ok=True, detail={"witness": "away"})
    try:
        returned = list_returned()
    except audit.WitnessAway:
        is_known = _ever.find("clean") is not None
        if is_known:
            _away.keep("away", clock.now())
        return Finding(is_ok=is_known, detail={"witness": "away"})
    if not returned:
        _clean.keep("clean", clock.now())
        _ever.keep("clean", clock.now())
    return Finding(is_ok=not returned, detail={"returned": len(returned)})


def _erase_again(subject: UUID) -> None:
    person = subjects.find(subject)
    if person is not None:
        row = _begin_again(subject)
        erasing.carry_on(row, replace(person, is_told=False))
        return
    with transaction.atomic():
        subjects.end_workspace(subject)
        crypto.destroy_key(subject)
        publish(ErasureReplayed(subject_id=subject))


@transaction.atomic
def _begin_again(person_id: UUID) -> models.Erasure:
    """The erasure as the backup had it, or another one; in either case it is due."""
    row = models.Erasure.objects.select_for_update().filter(person_id=person_id, state__in=models.LIVING).first()
    row = row or models.Erasure(person_id=person_id)
    row.due_at = row.begun_at = clock.now()
    row.state = ErasureState.RUNNING
    row.save()
    publish(ErasureReplayed(subject_id=person_id))
    return row
