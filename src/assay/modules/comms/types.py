"""The words of comms."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, override
from uuid import UUID

from assay.kernel.privacy import Email

MessageId = NewType("MessageId", UUID)


class Status(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A mail ready to be handed over. Its texts carry links that open accounts, so they never show in a log."""

    id: MessageId
    to: Email
    subject: str
    text: str
    html: str

    @override
    def __repr__(self) -> str:
        return f"Outgoing({self.id})"
