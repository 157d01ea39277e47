"""Weaknesses, counted, listed and one by one."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from assay.kernel import clock
from assay.kernel.pagination import Page, paginate
from assay.modules.supply import models
from assay.modules.supply.errors import WeaknessNotFound
from assay.modules.supply.policy import terms
from assay.modules.supply.types import Count, Part, Severity, WeaknessCard, WeaknessId


class Standing(StrEnum):
    """How a weakness stands at this moment."""

    OPEN = "open"
    ACCEPTED = "accepted"
    GONE = "gone"


def list_weaknesses(standing: Standing, *, cursor: str | None = None, limit: int = 50) -> Page[WeaknessCard]:
    """Return those that stand so, newest first. Raises Invalid for a bad cursor."""
    now = clock.now()
    rows = models.Weakness.objects.filter(_standing(standing, now))
    return paginate(rows, cursor=cursor, limit=limit).map(lambda row: _card(row, now))


def get_weakness(weakness_id: WeaknessId) -> WeaknessCard:
    """Return one. Raises WeaknessNotFound."""
    row = models.Weakness.objects.filter(pk=weakness_id).first()
    if row is None:
        raise WeaknessNotFound
    return _card(row, clock.now())


def count_weaknesses() -> tuple[Count, ...]:
    """Count those that are there, for every severity."""
    now = clock.now()
    cards = [_card(row, now) for row in models.Weakness.objects.filter(gone_at=None)]
    return tuple(_counted(severity, [card for card in cards if card.severity is severity]) for severity in Severity)


def _counted(severity: Severity, cards: list[WeaknessCard]) -> Count:
    return Count(
        severity=severity,
        is_open=sum(not card.is_accepted for card in cards),
        overdue=sum(card.is_overdue for card in cards),
        accepted=sum(card.is_accepted for card in cards),
    )


def _standing(standing: Standing, now: datetime) -> Q:
    if standing is Standing.GONE:
        return Q(gone_at__isnull=False)
    is_accepted = Q(accepted_until__gt=now)
    return Q(gone_at=None) & (is_accepted if standing is Standing.ACCEPTED else ~is_accepted | Q(accepted_until=None))


def _card(row: models.Weakness, now: datetime) -> WeaknessCard:
    severity = Severity(row.severity)
    due_at = terms.due(severity, row.created_at)
    is_accepted = row.accepted_until is not None and now < row.accepted_until
    return WeaknessCard(
        id=WeaknessId(row.pk),
        part=Part(ecosystem=row.ecosystem, name=row.package, version=row.version),
        name=row.name,
        severity=severity,
        about=row.about,
        fixed_in=row.fixed_in,
        first_seen_at=row.created_at,
        due_at=due_at,
        gone_at=row.gone_at,
        accepted_until=row.accepted_until,
        reason=row.reason,
        is_accepted=is_accepted,
        is_overdue=row.gone_at is None and not is_accepted and due_at < now,
    )
