"""Domains that workspaces claim, and the proof of those that are theirs."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.directory.types import Finding

_SEEN = "what the DNS said; what follows from it is a fact"


class Domain(Entity, WorkspaceModel):
    """A domain of one workspace. Many may claim one; the second constraint lets one of them have it proven."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched_fields: ClassVar[Mapping[str, str]] = {
        "finding": _SEEN,
        "checked_at": _SEEN,
        "asked_at": _SEEN,
        "warned_at": "a mail to the owners, which is kept",
    }

    name = models.CharField(max_length=253)
    token = models.CharField(max_length=64)  # no secret: it stands in the DNS for everybody to read
    proven_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=8, blank=True, choices=[(one.value, one.value) for one in Finding])
    checked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when somebody pressed "check"; later than `checked_at`: not done yet

    class Meta:
        db_table = "directory_domain"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "name"], name="directory_domain_once"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(proven_at__isnull=False), name="directory_domain_proven_once"
            ),
        ]
