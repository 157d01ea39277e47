"""The payment processor. The vendor's package is imported below here and nowhere else."""

from assay.modules.billing.conf import payments
from assay.modules.billing.errors import NotSetUp
from assay.modules.billing.ports import Processor
from assay.modules.billing.providers.processor import Stripe


def current() -> Processor:
    """Return the processor that the settings name. Raises NotSetUp."""
    known = payments()
    if known is None:
        raise NotSetUp
    return Stripe(known)
