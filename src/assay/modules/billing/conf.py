"""What the environment says of payments."""

from dataclasses import dataclass

from django.conf import settings

from assay.kernel.privacy import Secret

TOLERANCE = 300  # seconds that a signature may be old; Stripe's own libraries say the same
AHEAD = 60  # seconds that Stripe's clock may be before ours
MOST_BYTES = 512_000  # of one event; Stripe's own are a few thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """The key we ask with, the secrets that events are signed with (two while one is changed), and where Stripe is."""

    key: Secret
    webhook_secrets: tuple[Secret, ...]
    address: str

    @property
    def is_live(self) -> bool:
        """Tell whether the key moves real money."""
        return self.key.reveal().startswith(("sk_live_", "rk_live_"))


def payments() -> Payments | None:
    """Return how payments are set up; None where they are not."""
    known = settings.PAYMENTS
    if not known.stripe_secret_key:
        return None
    return Payments(
        key=known.stripe_secret_key, webhook_secrets=known.stripe_webhook_secrets, address=known.stripe_address
    )
