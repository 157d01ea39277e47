from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedJSONField
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.discovery.types import RunStatus


class DiscoveryRun(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset({"answers", "result"})

    person_id = models.UUIDField()
    profile_id = models.UUIDField()
    profile_number = models.PositiveIntegerField()
    answers = SealedJSONField(subject="person_id")
    status = models.CharField(max_length=8, choices=[(s.value, s.value) for s in RunStatus], default=RunStatus.QUEUED)
    engine_version = models.CharField(max_length=20, blank=True)
    catalogue_version = models.CharField(max_length=20, blank=True)
    result = SealedJSONField(subject="person_id", null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "discovery_run"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "-created_at", "-id"], name="discovery_run_page")]
