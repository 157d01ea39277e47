from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedJSONField, SealedTextField
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.ideas.types import ActionStatus, Origin


class Idea(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset({"name", "sentence", "draft"})

    name = SealedTextField(subject="workspace_id", max_length=80)
    sentence = SealedTextField(subject="workspace_id", max_length=240, blank=True)
    origin = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Origin], default=Origin.OWN)
    origin_entry = models.CharField(max_length=80, blank=True)
    draft = SealedTextField(subject="workspace_id")
    revision = models.PositiveIntegerField(default=1)
    created_by = models.UUIDField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ideas_idea"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-created_at", "-id"], name="ideas_idea_page"),
        ]


class IdeaVersion(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset({"snapshot"})

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    snapshot = SealedTextField(subject="workspace_id")
    created_by = models.UUIDField()

    class Meta:
        db_table = "ideas_version"
        constraints: ClassVar = [models.UniqueConstraint(fields=["idea", "number"], name="ideas_version_number")]


class Standing(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset()

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    run_id = models.UUIDField(unique=True)
    verdict = models.CharField(max_length=20)
    p_goal = models.FloatField(null=True)
    p_low = models.FloatField(null=True)
    p_high = models.FloatField(null=True)

    class Meta:
        db_table = "ideas_standing"
        indexes: ClassVar = [models.Index(fields=["idea", "-created_at"], name="ideas_standing_latest")]


class Note(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset({"body", "tags"})

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    body = SealedTextField(subject="workspace_id", max_length=10_000)
    tags = SealedJSONField(subject="workspace_id", default=list)
    author_id = models.UUIDField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "ideas_note"
        indexes: ClassVar = [models.Index(fields=["idea", "-created_at", "-id"], name="ideas_note_page")]


class ActionItem(Entity, WorkspaceModel):
    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    text = SealedTextField(subject="workspace_id", max_length=1_000)
    status = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in ActionStatus], default=ActionStatus.PENDING
    )
    due_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.UUIDField()

    class Meta:
        db_table = "ideas_action"
        indexes: ClassVar = [models.Index(fields=["idea", "created_at", "id"], name="ideas_action_page")]
