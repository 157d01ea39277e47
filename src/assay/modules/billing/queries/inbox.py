"""Reads of the inbox, for operators and for what is measured."""

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from assay.kernel import clock
from assay.kernel.metrics import measured
from assay.modules.billing import models
from assay.modules.billing.types import EventState


def list_parked() -> tuple[str, ...]:
    """Return the ids, at Stripe, of up to a thousand events that no attempt could work off, the oldest first."""
    rows = models.Event.objects.filter(state=EventState.PARKED).order_by("created_at")
    return tuple(rows.values_list("stripe_id", flat=True)[:1000])


@measured
def measures() -> Iterator[Metric]:
    """How many events there are of each state, and how long the oldest has been waiting."""
    counted = dict(models.Event.objects.values_list("state").annotate(Count("id")))
    family = GaugeMetricFamily("assay_billing_events", "Events of the payment processor.", labels=["state"])
    for state in EventState:
        family.add_metric([state.value], counted.get(state.value, 0))
    oldest = (
        models.Event.objects.filter(state=EventState.WAITING).order_by("created_at").values_list("created_at").first()
    )
    age = (clock.now() - oldest[0]).total_seconds() if oldest else 0
    yield family
    yield GaugeMetricFamily("assay_billing_waiting_seconds", "Age of the oldest event not worked off.", value=age)
