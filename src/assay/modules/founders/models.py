from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedJSONField
from assay.kernel.tenancy import WorkspaceModel


class ProfileVersion(Entity, WorkspaceModel):
    """One version of one person's profile in one workspace; never changed, only followed by the next."""

    personal: ClassVar[frozenset[str]] = frozenset({"answers"})

    person_id = models.UUIDField()
    number = models.PositiveIntegerField()
    answers = SealedJSONField(subject="person_id")

    class Meta:
        db_table = "founders_profile"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "person_id", "number"], name="founders_profile_number"),
        ]
