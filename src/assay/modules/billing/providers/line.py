"""How Stripe's package talks: over the kernel's session, so never in a transaction and never without an end.

It retries nothing by itself: a call that fails fails its job, which comes again with the same idempotency key.
"""

from collections.abc import Mapping
from typing import Any, override

import stripe

from assay.kernel import http
from assay.modules.billing.conf import Payments

stripe.enable_telemetry = False


class Line(stripe.HTTPClient):
    """The package's client, with our session in the place of its own."""

    name = "assay"

    def __init__(self, address: str) -> None:
        super().__init__()
        self._session = http.configured_session(address)

    @override
    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Send one request. Raises InsideTransaction, APIConnectionError."""
        try:
            answer = self._session.request(method, url, headers=headers, data=post_data)
        except http.Failure as error:
            lost: Any = stripe.APIConnectionError  # untyped over there
            raise lost(type(error).__name__) from error
        return answer.text, answer.status_code, answer.headers

    @override
    def close(self) -> None:
        self._session.close()


def client(known: Payments) -> stripe.StripeClient:
    """Return a client that asks where the settings say."""
    return stripe.StripeClient(
        known.key.reveal(),
        base_addresses={"api": known.address},
        http_client=Line(known.address),
        max_network_retries=0,
    )
