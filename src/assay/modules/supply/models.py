"""Tables of supply. Nothing in them belongs to a workspace: it is about what all of them run on."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.modules.supply.types import Severity

_OF_NONE = "it is about the service itself"


class Reading(Entity):
    """One asking of the list; ``created_at`` is when it began."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = _OF_NONE

    parts = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    is_complete = models.BooleanField()
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "supply_reading"
        indexes: ClassVar = [models.Index(fields=["-created_at"], name="supply_reading_newest")]


class Weakness(Entity):
    """What is known against one part; ``created_at`` is when it was first seen. Rows stay when it is gone."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})
    of_no_workspace: ClassVar[str] = _OF_NONE
    unwatched_fields: ClassVar[Mapping[str, str]] = {"about": "the list's own words; a change of them changes nothing"}

    ecosystem = models.CharField(max_length=60, blank=True)
    package = models.CharField(max_length=200)
    version = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=100)
    severity = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Severity])
    about = models.CharField(max_length=400, blank=True)
    fixed_in = models.CharField(max_length=400, blank=True)
    gone_at = models.DateTimeField(null=True)
    accepted_until = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)
    reason = models.TextField(max_length=1_000, blank=True)

    class Meta:
        db_table = "supply_weakness"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ecosystem", "package", "version", "name"], name="supply_weakness_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="supply_weakness_newest"),
        ]
