"""The catalogue's prices become known to Stripe."""

from django.db import transaction

from assay.kernel.events import publish
from assay.modules.billing.events import PricePublished
from assay.modules.billing.policy.catalogue import offered
from assay.modules.billing.providers import current
from assay.modules.billing.types import Price


def publish_prices() -> tuple[str, ...]:
    """Make every offered price known to Stripe and return the keys of the new ones; repeating it changes nothing.

    Raises NotSetUp, ProcessorAway, ProcessorRefused, PriceUnknown where Stripe knows one otherwise.
    """
    processor = current()
    return tuple(_noted(price) for price in offered() if processor.publish_price(price))


@transaction.atomic
def _noted(price: Price) -> str:
    amount = price.amount
    publish(
        PricePublished(
            price_key=price.key, amount=str(amount), amount_minor=amount.minor, currency=amount.currency.value
        )
    )
    return price.key
