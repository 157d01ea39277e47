"""Telling the witness what was destroyed for good; what it was told is noted here, so that it is told once."""

from uuid import UUID

from django.db import transaction

from assay.kernel import crypto
from assay.modules.audit import api as audit
from assay.modules.privacy import models


def bury(subject: UUID) -> None:
    """Tell the witness, before a key is destroyed. Raises WitnessAway: then nothing may be destroyed."""
    audit.bury(subject)
    _note(subject)


def bury_rest() -> int:
    """Tell the witness of whatever was destroyed and it has not heard of; return how many.

    Raises WitnessAway.
    """
    told = set(models.Buried.objects.values_list("subject", flat=True))
    rest = crypto.destroyed() - told
    for subject in sorted(rest):
        bury(subject)
    return len(rest)


@transaction.atomic
def _note(subject: UUID) -> None:
    models.Buried.objects.get_or_create(subject=subject)
