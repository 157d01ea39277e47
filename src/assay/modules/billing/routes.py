"""Where Stripe tells us of events. Who may: whoever signs with the secret that only Stripe and we have.

The answer is 200 only once the event is committed; anything else lets Stripe send it again, for up to three days.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assay.kernel import context, crypto, tenancy, throttle
from assay.kernel.errors import TooLarge
from assay.kernel.gcra import Rate
from assay.modules.billing.conf import MOST_BYTES
from assay.modules.billing.errors import EventUnreadable, SignatureInvalid
from assay.modules.billing.services import inbox

_REFUSED: Final = throttle.Limit("billing-refused", Rate(60, 60), throttle.By.ADDRESS)


@csrf_exempt  # a signature is no cookie: no other site can make a browser send one
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Keep an event. Raises SignatureInvalid, EventUnreadable, NotSetUp, TooLarge, TooMany."""
    context.bind(person_id=None, workspace_id=None)  # whoever a cookie belongs to has no part in this
    if len(request.body) > MOST_BYTES:
        raise TooLarge
    network = crypto.blind(throttle.address(request), purpose="network")
    try:
        with tenancy.nowhere():
            inbox.accept(body=request.body, signature=request.headers.get("Stripe-Signature", ""), network=network)
    except (SignatureInvalid, EventUnreadable):
        throttle.hold(request, [_REFUSED])
        raise
    return JsonResponse({"received": True})


urlpatterns = [path("webhooks/stripe", webhook, name="stripe_webhook")]
