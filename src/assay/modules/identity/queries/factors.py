"""Reads about second factors; each starts from a person or a workspace the caller already has."""

from uuid import UUID

from django.db.models import Q

from assay.kernel import tenancy
from assay.modules.identity import models, policy
from assay.modules.identity.errors import FactorNotFound
from assay.modules.identity.models.factors import OPEN_STATES
from assay.modules.identity.types import FactorCard, FactorId, FactorKind, PersonId, RecoveryCard, RecoveryState


def list_factors(person_id: UUID) -> tuple[FactorCard, ...]:
    """Return a person's factors, oldest first."""
    rows = models.Factor.objects.filter(person_id=person_id).order_by("created_at", "id")
    return tuple(_card(row) for row in rows)


def get_factor(person_id: UUID, factor_id: UUID) -> FactorCard:
    """Return one of a person's factors. Raises FactorNotFound, also for somebody else's."""
    row = models.Factor.objects.filter(person_id=person_id, pk=factor_id).first()
    if row is None:
        raise FactorNotFound
    return _card(row)


def kinds_of(person_id: UUID) -> frozenset[FactorKind]:
    """Return what kinds of factor a person has."""
    found = models.Factor.objects.filter(person_id=person_id).values_list("kind", flat=True)
    return frozenset(FactorKind(kind) for kind in found)


def has_strong(person_id: UUID) -> bool:
    """Tell whether a person has an authenticator app or a passkey."""
    return models.Factor.objects.filter(person_id=person_id, kind__in=policy.STRONG).exists()


def count_codes(person_id: UUID) -> int:
    """Return how many recovery codes are left."""
    return models.RecoveryCode.objects.filter(person_id=person_id, used_at=None).count()


def credentials_of(person_id: UUID) -> tuple[bytes, ...]:
    """Return what a person's passkeys attested when they were made."""
    rows = models.Factor.objects.filter(person_id=person_id, kind=FactorKind.PASSKEY)
    return tuple(bytes(credential) for credential in rows.values_list("credential", flat=True))


def is_factor_asked(person_id: UUID) -> bool:
    """Tell whether anything asks this person for a strong factor: their standing, or a workspace of theirs."""
    asks = Q(workspace__requires_factor=True) | Q(person__is_staff=True) | Q(person__must_add_factor=True)
    with tenancy.person(person_id):
        return models.Membership.objects.filter(asks, person_id=person_id).exists()


def requires_factor(workspace_id: UUID) -> bool:
    """Tell whether a workspace lets nobody in without a strong factor."""
    with tenancy.scope(workspace_id):
        return models.Workspace.objects.filter(pk=workspace_id, requires_factor=True).exists()


def list_without_factor(workspace_id: UUID) -> tuple[PersonId, ...]:
    """Return the members of a workspace who have no strong factor yet."""
    have = models.Factor.objects.filter(kind__in=policy.STRONG).values("person_id")
    rows = models.Membership.objects.filter(workspace_id=workspace_id).exclude(person_id__in=have)
    return tuple(PersonId(person_id) for person_id in rows.order_by("created_at").values_list("person_id", flat=True))


def find_recovery(person_id: UUID) -> RecoveryCard | None:
    """Return the person's open request to do without a lost factor, if there is one."""
    row = models.FactorRecovery.objects.filter(person_id=person_id, state__in=OPEN_STATES).first()
    return _recovery(row) if row else None


def list_recoveries(workspace_id: UUID) -> tuple[RecoveryCard, ...]:
    """Return the waiting requests of a workspace's members, soonest first."""
    members = models.Membership.objects.filter(workspace_id=workspace_id)
    rows = models.FactorRecovery.objects.filter(
        person_id__in=members.values("person_id"), state__in=(RecoveryState.WAITING, RecoveryState.READY)
    )
    return tuple(_recovery(row) for row in rows.order_by("due_at", "id")[:100])


def _card(row: models.Factor) -> FactorCard:
    return FactorCard(
        id=FactorId(row.pk),
        kind=FactorKind(row.kind),
        name=row.name,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )


def _recovery(row: models.FactorRecovery) -> RecoveryCard:
    return RecoveryCard(
        id=row.pk,
        person_id=PersonId(row.person_id),
        state=RecoveryState(row.state),
        started_at=row.started_at,
        due_at=row.due_at,
        is_vouched=row.voucher_id is not None,
    )
