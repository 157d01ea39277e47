"""API keys, and the nonces of requests they signed."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedJSONField, SealedTextField
from assay.kernel.tenancy import WorkspaceModel


class ApiKey(Entity, WorkspaceModel):
    """A program's way in: it acts as the person who made it, in one workspace, within its scopes.

    ``digest`` is a keyed hash of the whole key; the key itself is stored nowhere. Rows stay when keys end.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"name", "networks"})
    unwatched_fields: ClassVar[Mapping[str, str]] = {
        "used_at": "written while the key is used, at most once a minute",
        "used_from": "the same",
        "digest": "hashed anew while the key is used, when the key of the hash was changed",
    }

    person_id = models.UUIDField()
    name = SealedTextField(subject="workspace_id", max_length=80)
    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    networks = SealedJSONField(subject="workspace_id", default=list)
    per_minute = models.PositiveSmallIntegerField(null=True)
    public_key = models.CharField(max_length=44, blank=True)  # Ed25519, 32 bytes in base64
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.CharField(max_length=12, blank=True)
    replaced_by = models.UUIDField(null=True)
    warned_days = models.PositiveSmallIntegerField(null=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=64, blank=True)  # keyed hash of the network address

    class Meta:
        db_table = "identity_api_key"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-created_at", "-id"], name="identity_api_key_list"),
            models.Index(fields=["expires_at"], condition=models.Q(revoked_at=None), name="identity_api_key_expiry"),
        ]


class SpentNonce(Entity, WorkspaceModel):
    """A nonce that a signed request has used; its existence is what refuses the second request."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = "one row for each signed request, gone within the hour"

    key_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "identity_spent_nonce"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key_id", "digest"], name="identity_spent_nonce_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="identity_spent_nonce_expiry")]
