"""Reads of the mail queue."""

from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import Holding
from assay.modules.comms.models import Message
from assay.modules.comms.types import Status

HOLDINGS: Final = (
    Holding(
        model=Message,
        area="account/mail",
        about=_("Mail we sent to your address in the last thirty days; texts are emptied once they are sent."),
        theirs=lambda person: Q(recipient=person.address.reveal()),
        ended_by="comms.forget",
    ),
)


def count_by_status() -> dict[Status, int]:
    """Return how many messages stand where; a status without messages counts zero."""
    counted = Message.objects.values_list("status").annotate(found=Count("pk"))
    return dict.fromkeys(Status, 0) | {Status(status): found for status, found in counted}
