"""Which carrier takes the mail."""

from assay.modules.comms.ports import Carrier
from assay.modules.comms.providers.smtp import SmtpCarrier


def current() -> Carrier:
    """Return the carrier in use: SMTP as the settings describe it."""
    return SmtpCarrier()
