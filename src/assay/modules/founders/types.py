from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from assay.engine.discovery import Profile

ProfileId = NewType("ProfileId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileVersion:
    """A founder's profile as it stood from ``created_at`` on."""

    id: ProfileId
    number: int
    profile: Profile
    created_at: datetime
