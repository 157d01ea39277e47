"""The kernel's tables, and what every table of the product has in common."""

from typing import ClassVar, override

from django.db import models

from assay.kernel import clock
from assay.kernel.ids import new_id


class Entity(models.Model):
    """A row with a time-ordered id and its moment of birth. Every concrete model names its personal fields."""

    personal: ClassVar[frozenset[str]]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class OutboxRow(Entity):
    """A fact as it was published, with the context in which that happened."""

    personal: ClassVar[frozenset[str]] = frozenset()

    name = models.CharField(max_length=100)
    payload = models.JSONField()
    context = models.JSONField(default=dict)

    class Meta:
        db_table = "kernel_outbox"
        indexes: ClassVar = [models.Index(fields=["created_at"], name="kernel_outbox_age")]

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(Entity):
    """A fact had its effect at one handler; its existence is what makes the effect happen once."""

    personal: ClassVar[frozenset[str]] = frozenset()

    row = models.ForeignKey(OutboxRow, on_delete=models.CASCADE, related_name="+")
    handler = models.CharField(max_length=200)

    class Meta:
        db_table = "kernel_delivery"
        constraints: ClassVar = [models.UniqueConstraint(fields=["row", "handler"], name="kernel_delivered_once")]

    @override
    def __str__(self) -> str:
        return f"{self.handler} {self.row_id}"


class Replay(Entity):
    """The first answer to an unsafe request that carried an idempotency key.

    ``scope`` is a keyed hash of caller, method, path and key; ``fingerprint`` one of the query and body. ``answer`` is
    the headers and the body, sealed for who asked.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"answer"})

    scope = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.TextField()  # sealed by ``idempotency``: the fields that seal stand above these tables
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_replay"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="kernel_replay_expiry")]

    @override
    def __str__(self) -> str:
        return f"{self.status} {self.pk}"


class SubjectKey(Entity):
    """The key that seals the data of one person or workspace, wrapped by a master key (ADR 0013).

    The row outlives the key: with its wrapped form overwritten it says that the subject's data is gone, and when.
    """

    personal: ClassVar[frozenset[str]] = frozenset()

    subject = models.UUIDField()
    number = models.PositiveIntegerField()
    wrapped = models.CharField(max_length=200, blank=True)
    master = models.CharField(max_length=16, blank=True)
    destroyed_at = models.DateTimeField(null=True)
    is_final = models.BooleanField(default=False)  # destroyed, and the subject never gets another

    class Meta:
        db_table = "kernel_subject_key"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "number"], name="kernel_subject_key_number"),
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None) ^ models.Q(wrapped="", master=""), name="kernel_subject_key_gone"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["master"], name="kernel_subject_key_master"),
            models.Index(
                fields=["destroyed_at"],
                name="kernel_subject_key_ledger",
                condition=models.Q(destroyed_at__isnull=False),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk} of {self.subject}"
