"""Reads of founders."""

from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assay.engine.discovery import Profile
from assay.kernel import wire
from assay.kernel.subjects import Holding
from assay.modules.founders import models
from assay.modules.founders.errors import NoProfileYet
from assay.modules.founders.types import ProfileId, ProfileVersion
from assay.modules.identity.api import Actor

HOLDINGS: Final = (
    Holding(
        model=models.ProfileVersion,
        area="profile/profiles",
        about=_("Your profile, in every version."),
        theirs=lambda person: Q(person_id=person.id),
        goes=lambda person: Q(person_id=person.id),
    ),
)


def find_profile(actor: Actor) -> ProfileVersion | None:
    """The actor's own profile as it stands, or None before the first save."""
    row = _rows(actor).order_by("-number").first()
    return to_version(row) if row else None


def get_profile(actor: Actor) -> ProfileVersion:
    """The same. Raises NoProfileYet."""
    found = find_profile(actor)
    if found is None:
        raise NoProfileYet
    return found


def to_version(row: models.ProfileVersion) -> ProfileVersion:
    return ProfileVersion(
        id=ProfileId(row.pk),
        number=row.number,
        profile=wire.load(Profile, row.answers),
        created_at=row.created_at,
    )


def _rows(actor: Actor) -> QuerySet[models.ProfileVersion]:
    return models.ProfileVersion.objects.filter(workspace_id=actor.workspace_id, person_id=actor.person_id)
