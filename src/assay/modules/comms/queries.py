"""Reads of the mail queue."""

from django.db.models import Count

from assay.modules.comms.models import Message
from assay.modules.comms.types import Status


def count_by_status() -> dict[Status, int]:
    """Return how many messages stand where; a status without messages counts zero."""
    counted = Message.objects.values_list("status").annotate(found=Count("pk"))
    return dict.fromkeys(Status, 0) | {Status(status): found for status, found in counted}
