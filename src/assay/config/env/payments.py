"""The payment processor, where something is sold."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.kernel.privacy import Secret

STRIPE = "https://api.stripe.com"


@dataclass(frozen=True, kw_only=True)
class Payments:
    """How the payment processor is asked, and how it proves itself; empty: nothing is sold and no plan limits."""

    stripe_secret_key: Secret = field(
        metadata=variables.described(
            variables.maybe_secret,
            example="rk_live_made-in-the-dashboard-with-the-rights-of-docs/operate/payments.md",
            about="Asks Stripe: a restricted or secret key; empty: nothing is sold here, and no plan limits anything.",
            default="",
        )
    )
    stripe_webhook_secrets: tuple[Secret, ...] = field(
        metadata=variables.described(
            variables.tokens,
            example="whsec_shown-beside-the-endpoint-in-the-dashboard",
            about="Proves that an event comes from Stripe. While it is changed two stand here, comma between them.",
            default="",
        )
    )
    stripe_address: str = field(
        metadata=variables.described(
            variables.origin,
            example=STRIPE,
            about="Where Stripe is asked; another address only where a stand-in takes its place.",
            default=STRIPE,
        )
    )
