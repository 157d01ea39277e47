"""What was never delivered is found in Stripe's own list of events and taken in, within one cycle of this job."""

from datetime import datetime

from django.db import transaction

from assay.kernel import clock
from assay.kernel.logging import get_logger
from assay.modules.billing import conf, models, policy
from assay.modules.billing.providers import current
from assay.modules.billing.services import inbox

log = get_logger(__name__)


def heal() -> int:
    """Go through Stripe's list since the last complete look; return how many events had been missed.

    A look that breaks off moves nothing on, so the next one begins where this one did. Raises ProcessorAway.
    """
    known = conf.payments()
    if known is None:
        return 0
    began = clock.now()
    seen = list(current().events(since=_since(began)))
    missed = [one for one in reversed(seen) if one.is_live is known.is_live and inbox.keep(one, is_fetched=True)]
    _move_on(began)
    if missed:
        log.warning("payment events had not been delivered", count=len(missed))
    return len(missed)


def _since(now: datetime) -> datetime:
    row = models.Sweep.objects.first()
    return (row.complete_until if row else now - policy.FIRST_LOOK) - policy.OVERLAP


@transaction.atomic
def _move_on(until: datetime) -> None:
    models.Sweep.objects.update_or_create(is_only=True, defaults={"complete_until": until})
