"""Trips to a provider: each comes back once."""

import hashlib
from datetime import timedelta
from typing import Final

from django.db import transaction

from assay.kernel import clock
from assay.modules.federation import models
from assay.modules.federation.conf import LASTS

_KEPT: Final = timedelta(seconds=2 * LASTS)


@transaction.atomic
def spend(state: str) -> bool:
    """Use an answer up; False when it was already, also by a request beside this one."""
    digest = hashlib.sha256(state.encode()).hexdigest()
    _row, is_new = models.SpentState.objects.get_or_create(digest=digest, defaults={"expires_at": clock.now() + _KEPT})
    return is_new


@transaction.atomic
def sweep() -> int:
    """Delete what is over; return how many."""
    gone, _ = models.SpentState.objects.filter(expires_at__lt=clock.now()).delete()
    return gone
