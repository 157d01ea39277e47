"""Reads about people's ways in."""

import hashlib
from uuid import UUID

from assay.modules.federation import models
from assay.modules.federation.errors import LinkNotFound
from assay.modules.federation.queries.providers import label_of
from assay.modules.federation.types import Assertion, LinkCard, LinkId
from assay.modules.identity.api import PersonId


def digest(assertion: Assertion) -> str:
    """Return what stands for somebody at a provider: the same subject of the same issuer.

    The provider's key is part of it: a company may name whichever issuer it likes, and speaks for its own links alone.
    """
    return hashlib.sha256(f"{assertion.provider}\n{assertion.issuer}\n{assertion.subject}".encode()).hexdigest()


def find_person(assertion: Assertion) -> PersonId | None:
    """Return whose account an assertion opens; None when it opens none."""
    found = models.Link.objects.filter(subject=digest(assertion)).values_list("person_id", flat=True).first()
    return PersonId(found) if found else None


def list_links(person_id: UUID) -> tuple[LinkCard, ...]:
    """Return a person's ways in, the oldest first."""
    rows = models.Link.objects.filter(person_id=person_id).order_by("created_at", "id")
    return tuple(_card(row) for row in rows)


def get_link(person_id: UUID, link_id: UUID) -> LinkCard:
    """Return one of a person's ways in. Raises LinkNotFound, also for somebody else's."""
    row = models.Link.objects.filter(person_id=person_id, pk=link_id).first()
    if row is None:
        raise LinkNotFound
    return _card(row)


def _card(row: models.Link) -> LinkCard:
    return LinkCard(
        id=LinkId(row.pk),
        provider=row.provider,
        label=label_of(row.provider),
        address=row.address,
        created_at=row.created_at,
        used_at=row.used_at,
    )
