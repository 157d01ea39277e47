"""Deleting what is over and proves nothing any more."""

from datetime import timedelta

from django.db import transaction

from assay.kernel import clock
from assay.modules.identity import models

KEPT = timedelta(days=1)  # a code that is over still tells "used" from "unknown" for a day


@transaction.atomic
def sweep() -> int:
    """Delete mailed codes and spent challenges that are over; return how many."""
    old = clock.now() - KEPT
    codes, _ = models.MailedCode.objects.filter(expires_at__lt=old).delete()
    challenges, _ = models.SpentChallenge.objects.filter(expires_at__lt=old).delete()
    return codes + challenges
