from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.validation.types import RunStatus, Trigger


class Evidence(Entity, WorkspaceModel):
    """One row of an idea's ledger. Rows are never updated or deleted; a database trigger refuses it."""

    personal: ClassVar[frozenset[str]] = frozenset({"note"})

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    record = models.JSONField()
    note = models.TextField(max_length=4_000, blank=True)
    happened_on = models.DateField()
    money = models.FloatField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    logged_by = models.UUIDField()
    hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)

    class Meta:
        db_table = "validation_evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "position"], name="validation_evidence_position"),
        ]


class Run(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched_fields: ClassVar[Mapping[str, str]] = {
        "stage": "how far a calculation is, for the bar on the page; its start and its end are facts"
    }

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("ideas.IdeaVersion", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=8, choices=[(s.value, s.value) for s in RunStatus], default=RunStatus.QUEUED)
    stage = models.CharField(max_length=20, blank=True)
    trigger = models.CharField(max_length=8, choices=[(t.value, t.value) for t in Trigger])
    ledger_head = models.CharField(max_length=64, blank=True)
    ledger_length = models.PositiveIntegerField(default=0)
    engine_version = models.CharField(max_length=20, blank=True)
    registry_version = models.CharField(max_length=20, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    changes = models.JSONField(default=list, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    requested_by = models.UUIDField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "validation_run"
        indexes: ClassVar = [models.Index(fields=["idea", "-created_at", "-id"], name="validation_run_page")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "ledger_length"],
                condition=models.Q(status__in=[RunStatus.QUEUED, RunStatus.RUNNING]),
                name="validation_run_one_open",
            ),
        ]
