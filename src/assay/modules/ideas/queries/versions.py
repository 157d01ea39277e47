"""Frozen copies of an idea's answers."""

from uuid import UUID

from assay.modules.ideas import models
from assay.modules.ideas.errors import VersionNotFound
from assay.modules.ideas.types import IdeaId, Snapshot, Version, VersionId


def get_version(version_id: VersionId, *, workspace_id: UUID) -> Version:
    """A frozen version. Raises VersionNotFound when it is not in the workspace."""
    row = models.IdeaVersion.objects.filter(workspace_id=workspace_id, pk=version_id).first()
    if row is None:
        raise VersionNotFound
    return to_version(row)


def list_versions(idea_id: IdeaId, *, workspace_id: UUID, limit: int = 50) -> tuple[Version, ...]:
    """The idea's last versions, newest first."""
    rows = models.IdeaVersion.objects.filter(workspace_id=workspace_id, idea_id=idea_id).order_by("-number")
    return tuple(to_version(row) for row in rows[:limit])


def to_version(row: models.IdeaVersion) -> Version:
    return Version(
        id=VersionId(row.pk),
        idea_id=IdeaId(row.idea_id),
        number=row.number,
        snapshot=Snapshot(row.snapshot),
        created_at=row.created_at,
    )
