"""Archives that were asked for. They are a person's and stand above workspaces; reached by the person's id alone."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.modules.privacy.types import ErasureState, ExportState

OPEN_STATES = (ExportState.QUEUED, ExportState.RUNNING)
LIVING = (ErasureState.WAITING, ErasureState.RUNNING)


class Export(Entity):
    """One asking for an archive. ``round`` counts how often a worker began; only the latest may go on."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = "an archive is a person's, also that of a workspace they own"
    unwatched_fields: ClassVar[Mapping[str, str]] = {"done": "how far it is, for the page; its end is a fact"}

    person_id = models.UUIDField()
    workspace_id = models.UUIDField(null=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in ExportState], default=ExportState.QUEUED
    )
    round = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_export"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id"],
                condition=models.Q(state__in=[state.value for state in OPEN_STATES]),
                name="privacy_export_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id", "-created_at"], name="privacy_export_newest"),
            models.Index(fields=["expires_at"], name="privacy_export_expiry", condition=models.Q(state="ready")),
        ]


class ExportPart(Entity):
    """A piece of an archive, sealed under its owner's key."""

    personal: ClassVar[frozenset[str]] = frozenset({"sealed"})
    of_no_workspace: ClassVar[str] = "a piece of what is a person's"
    unwatched: ClassVar[str] = "pieces of an archive; its beginning, its end and its fetching are facts"

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    sealed = models.TextField()

    class Meta:
        db_table = "privacy_export_part"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["export", "number"], name="privacy_export_part_once"),
        ]


class Erasure(Entity):
    """Somebody is going to be erased, or was: what stays of them is this row, which names nobody."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = "a person is erased, wherever they worked"

    person_id = models.UUIDField()
    state = models.CharField(
        max_length=9, choices=[(s.value, s.value) for s in ErasureState], default=ErasureState.WAITING.value
    )
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_erasure"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id"],
                condition=models.Q(state__in=[state.value for state in LIVING]),
                name="privacy_erasure_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="privacy_erasure_due",
                condition=models.Q(state__in=[state.value for state in LIVING]),
            ),
        ]


class ErasureStep(Entity):
    """A step of an erasure that was taken; its existence is what makes it be taken once."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = "part of the erasure of a person"

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "privacy_erasure_step"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["erasure", "name"], name="privacy_erasure_step_once"),
        ]


class Buried(Entity):
    """The witness was told that the key of this person or workspace is destroyed."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = "an id that leads to nobody"
    unwatched: ClassVar[str] = "what was destroyed is a fact; that it was told elsewhere is a note to ourselves"

    subject = models.UUIDField(unique=True)

    class Meta:
        db_table = "privacy_buried"
