"""Asking the list for everything that runs here, and writing down what is new, changed and gone.

The list is asked outside of any transaction; what it said is written in one. Only a complete reading changes what is
known: one that came to no end leaves everything as it is, and says so itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from assay.kernel import clock, locks
from assay.kernel.events import publish
from assay.kernel.logging import get_logger
from assay.modules.supply import models, providers
from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.events import ReadingFailed, ReadingTaken, WeaknessFound, WeaknessGone, WeaknessRated
from assay.modules.supply.policy import records, terms
from assay.modules.supply.queries.parts import running
from assay.modules.supply.queries.readings import find_last
from assay.modules.supply.types import Inventory, Known, Part

log = get_logger(__name__)

KEPT: Final = timedelta(days=400)


def read_when_due() -> bool:
    """Ask the list, unless that was done today for these very parts; return whether it was asked.

    Raises ReadingIncomplete.
    """
    last = find_last()
    try:
        digest = terms.digest(running())
    except ReadingIncomplete:
        digest = ""  # asking finds out again, and writes it down
    if not terms.is_due(last, digest=digest, now=clock.now()):
        return False
    read()
    return True


def read() -> int:
    """Ask the list now; return how many weaknesses it knows. Raises ReadingIncomplete, after writing that down."""
    began = clock.now()
    inventory = None
    try:
        inventory = running()
        known = records.known(inventory, answer=providers.current().ask(inventory.parts))
    except ReadingIncomplete as incomplete:
        _fail(began, inventory, incomplete.detail)
        raise
    _keep(began, inventory, known)
    return len(known)


@transaction.atomic
def _fail(began: datetime, inventory: Inventory | None, reason: str) -> None:
    log.error("weaknesses not read", reason=reason)
    row = _row(began, inventory, is_complete=False)
    row.failure = reason[:200]
    row.save(force_insert=True)
    publish(ReadingFailed(reading_id=row.pk, reason=row.failure))


@transaction.atomic
def _keep(began: datetime, inventory: Inventory, known: Sequence[Known]) -> None:
    """Write down what a complete reading found. One that began before another that is written down changes nothing."""
    locks.hold("supply.reading")
    is_late = models.Reading.objects.filter(is_complete=True, created_at__gt=began).exists()
    row = _row(began, inventory, is_complete=True)
    row.save(force_insert=True)
    publish(ReadingTaken(reading_id=row.pk, parts=row.parts, found=len(known)))
    models.Reading.objects.filter(created_at__lt=began - KEPT).delete()
    if is_late:
        return
    there = {_key(each): each for each in models.Weakness.objects.select_for_update()}
    found = {(each.part.ecosystem, each.part.name, each.part.version, each.name): each for each in known}
    for key, each in found.items():
        _note(there.get(key), each)
    _let_go(weakness for key, weakness in there.items() if key not in found and weakness.gone_at is None)


def _row(began: datetime, inventory: Inventory | None, *, is_complete: bool) -> models.Reading:
    parts = len(inventory.parts) + len(inventory.unjudged) if inventory else 0
    digest = terms.digest(inventory) if inventory else ""
    return models.Reading(created_at=began, parts=parts, fingerprint=digest, is_complete=is_complete)


def _key(row: models.Weakness) -> tuple[str, str, str, str]:
    return row.ecosystem, row.package, row.version, row.name


def _note(row: models.Weakness | None, known: Known) -> None:
    """Write down one that the list knows; announce it where it is new, back, or rated otherwise than before."""
    severity, fixed_in = known.severity.value, ", ".join(known.fixed_in)[:400]
    is_news = row is None or row.gone_at is not None
    row = row or _fresh(known.part, known.name)
    if not is_news and (row.severity, row.fixed_in) == (severity, fixed_in):
        return
    row.severity, row.fixed_in, row.about, row.gone_at = severity, fixed_in, known.about[:400], None
    row.save()
    if not is_news:
        publish(WeaknessRated(weakness_id=row.pk, name=row.name, package=row.package, severity=severity))
        return
    log.warning("weakness found", package=row.package, version=row.version, name=row.name, severity=severity)
    publish(
        WeaknessFound(weakness_id=row.pk, name=row.name, package=row.package, version=row.version, severity=severity)
    )


def _fresh(part: Part, name: str) -> models.Weakness:
    return models.Weakness(ecosystem=part.ecosystem, package=part.name, version=part.version, name=name)


def _let_go(rows: Iterable[models.Weakness]) -> None:
    for row in rows:
        row.gone_at = clock.now()
        row.save(update_fields=["gone_at"])
        publish(WeaknessGone(weakness_id=row.pk, name=row.name, package=row.package, version=row.version))
