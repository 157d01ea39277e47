"""The log. Rows are added and never changed or removed; triggers refuse it, whoever asks (migration 0001)."""

from collections.abc import Mapping
from typing import ClassVar, Final, override

from django.db import models

from assay.kernel.models import Entity
from assay.modules.audit.types import LOOK, Via

ITSELF: Final = "the log does not log itself"


class Entry(Entity):
    """A fact, written in the transaction that published it. ``created_at`` is when it happened.

    ``sealed`` holds personal details under the data key of ``subject_id``; ``commitment`` is their salted hash, which
    the chain covers, so that destroying the key takes the details away and leaves the chain whole.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"sealed"})
    unwatched: ClassVar[str] = ITSELF

    chain = models.CharField(max_length=50)
    workspace_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    via = models.CharField(max_length=7, choices=[(via.value, via.value) for via in Via])
    request_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=100)
    objects_named = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64, blank=True)
    sealed = models.TextField(blank=True)

    class Meta:
        db_table = "audit_entry"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-created_at", "-id"], name="audit_entry_workspace"),
            models.Index(fields=["subject_id", "-created_at", "-id"], name="audit_entry_subject"),
            models.Index(fields=["actor_id", "-created_at", "-id"], name="audit_entry_actor"),
            models.Index(fields=["name", "created_at"], name="audit_entry_kind"),
            # Looks are most of a log; what is asked for first is the rest.
            models.Index(
                fields=["workspace_id", "-created_at", "-id"],
                name="audit_entry_changes",
                condition=~models.Q(name=LOOK),
            ),
            models.Index(fields=["workspace_id", "actor_id"], name="audit_entry_who"),
        ]


class Unsealed(models.Model):
    """An entry that has no position yet, and the transaction that wrote it. A trigger fills it, sealing empties it."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = ITSELF

    entry_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "audit_unsealed"

    @override
    def __str__(self) -> str:
        return str(self.entry_id)


class Link(models.Model):
    """An entry's place in its chain. ``id`` counts over all chains in the order of sealing."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = ITSELF

    id = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    chain = models.CharField(max_length=50)
    position = models.PositiveBigIntegerField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_link"
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "position"], name="audit_link_position")]

    @override
    def __str__(self) -> str:
        return f"{self.chain} {self.position}"


class Checkpoint(Entity):
    """A signed statement over the heads of all chains that grew since the one before."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = ITSELF

    number = models.PositiveBigIntegerField(unique=True)
    last_link = models.PositiveBigIntegerField()
    statement = models.JSONField()
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        db_table = "audit_checkpoint"


class Leaf(Entity):
    """The head of one chain at a checkpoint."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = ITSELF

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    chain = models.CharField(max_length=50)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_leaf"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "chain"], name="audit_leaf_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["chain"], name="audit_leaf_chain")]


class Witnessed(Entity):
    """A checkpoint has reached the second place."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = ITSELF

    number = models.PositiveBigIntegerField(unique=True)

    class Meta:
        db_table = "audit_witnessed"


class Incident(Entity):
    """What a rule found in one window; open until somebody of the staff says what came of it.

    ``about`` is what the rule counts by: a keyed hash of an account or network, or an id.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"note"})
    unwatched_fields: ClassVar[Mapping[str, str]] = {"total": "counts on while the window lasts; its opening is a fact"}

    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=8)
    about = models.CharField(max_length=128)
    person_id = models.UUIDField(null=True)
    window_start = models.DateTimeField()
    total = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    note = models.TextField(max_length=1_000, blank=True)

    class Meta:
        db_table = "audit_incident"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "about", "window_start"], name="audit_incident_once"),
        ]


class Tally(models.Model):
    """How many entries of one fact were sealed so far; what metrics count by."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = ITSELF

    name = models.CharField(max_length=100, primary_key=True)
    total = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "audit_tally"

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.total}"
