"""Mail on its way out.

Not a workspace's table: most of it is written for people who have not signed in, and nobody reads it in a request.
The texts are emptied once the mail is handed over, because they carry links that open accounts.
"""

from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedEmailField, SealedTextField
from assay.modules.comms.types import Status


class Message(Entity):
    """One mail to one address."""

    personal: ClassVar[frozenset[str]] = frozenset({"recipient", "subject", "text", "html", "fault"})
    unwatched: ClassVar[str] = "mail is queued by what is recorded, and its own states are a queue's"

    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=100)
    owner_id = models.UUIDField()  # whose key seals the mail: made from the address, because people stand above us
    recipient = SealedEmailField(subject="owner_id")
    subject = SealedTextField(subject="owner_id")
    text = SealedTextField(subject="owner_id", blank=True)
    html = SealedTextField(subject="owner_id", blank=True)
    status = models.CharField(
        max_length=8, choices=[(status.value, status.value) for status in Status], default=Status.QUEUED.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = SealedTextField(subject="owner_id", max_length=300, blank=True)  # a server's words, which name the address
    is_last = models.BooleanField(default=False)  # its address is forgotten once it is on its way, or given up

    class Meta:
        db_table = "comms_message"
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="comms_message_open",
                condition=models.Q(status__in=[Status.QUEUED.value, Status.SENDING.value]),
            ),
            models.Index(fields=["created_at"], name="comms_message_age"),
        ]
