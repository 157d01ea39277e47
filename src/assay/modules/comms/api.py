"""The door of comms."""

from assay.modules.comms.queries import count_by_status
from assay.modules.comms.services import forget, send
from assay.modules.comms.types import MessageId, Status

__all__ = ["MessageId", "Status", "count_by_status", "forget", "send"]
