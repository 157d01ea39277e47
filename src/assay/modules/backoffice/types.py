"""The words of the backoffice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.kernel.privacy import Private


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody of the staff did, as the others of the staff read it. ``reason``: None where it was erased."""

    at: datetime
    who: str
    said: str
    person_id: UUID | None
    workspace_id: UUID | None
    has_reason: bool
    reason: Private[str] | None
