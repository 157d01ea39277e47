"""What goes over the wire for founders. The profile itself has the shape of ``docs/schemas/profile.schema.json``."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from ninja import Schema

from assay.kernel import wire
from assay.modules.founders.types import ProfileVersion


class ProfileOut(Schema):
    """The profile as it stands: its version and the answers."""

    id: UUID
    number: int
    created_at: datetime
    profile: dict[str, Any]

    @classmethod
    def of(cls, version: ProfileVersion) -> Self:
        """The wire form of a version."""
        answers = wire.dump(version.profile)
        return cls(id=version.id, number=version.number, created_at=version.created_at, profile=answers)
