from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedFloatField, SealedIntegerField, SealedJSONField, SealedTextField
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.validation.types import RunStatus, Trigger


class Evidence(Entity, WorkspaceModel):
    """One row of an idea's ledger. Rows are never updated or deleted; a database trigger refuses it.

    The hashes are sealed too: who has a copy of the database could guess a short text until its hash agrees.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"record", "note", "money", "minutes", "hash", "prev_hash"})

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    record = SealedJSONField(subject="workspace_id")
    note = SealedTextField(subject="workspace_id", max_length=4_000, blank=True)
    happened_on = models.DateField()
    money = SealedFloatField(subject="workspace_id", null=True, blank=True)
    minutes = SealedIntegerField(subject="workspace_id", null=True, blank=True)
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    logged_by = models.UUIDField()
    hash = SealedTextField(subject="workspace_id", max_length=64)
    prev_hash = SealedTextField(subject="workspace_id", max_length=64)

    class Meta:
        db_table = "validation_evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "position"], name="validation_evidence_position"),
        ]


class Run(Entity, WorkspaceModel):
    """One judgement. ``seed`` is made of the answers' hash, and sealed as the ledger's hashes are."""

    personal: ClassVar[frozenset[str]] = frozenset({"ledger_head", "seed", "result", "changes", "failure"})
    unwatched_fields: ClassVar[Mapping[str, str]] = {
        "stage": "how far a calculation is, for the bar on the page; its start and its end are facts"
    }

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("ideas.IdeaVersion", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=8, choices=[(s.value, s.value) for s in RunStatus], default=RunStatus.QUEUED)
    stage = models.CharField(max_length=20, blank=True)
    trigger = models.CharField(max_length=8, choices=[(t.value, t.value) for t in Trigger])
    ledger_head = SealedTextField(subject="workspace_id", max_length=64, blank=True)
    ledger_length = models.PositiveIntegerField(default=0)
    engine_version = models.CharField(max_length=20, blank=True)
    registry_version = models.CharField(max_length=20, blank=True)
    seed = SealedIntegerField(subject="workspace_id", null=True, blank=True)
    result = SealedJSONField(subject="workspace_id", null=True, blank=True)
    changes = SealedJSONField(subject="workspace_id", default=list, blank=True)
    failure = SealedTextField(subject="workspace_id", max_length=300, blank=True)
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
