"""Tokens of directories, and what directories say of people."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel import clock
from assay.kernel.blind_index import UniqueAddress
from assay.kernel.models import Entity
from assay.kernel.sealed import SealedEmailField, SealedJSONField
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.directory.types import Group


class Token(Entity, WorkspaceModel):
    """A directory's way in. ``digest`` is a keyed hash of the whole token; the token itself is stored nowhere."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched_fields: ClassVar[Mapping[str, str]] = {
        "used_at": "written while the token is used, at most once a minute",
        "digest": "hashed anew while the token is used, when the key of the hash was changed",
    }

    made_by = models.UUIDField()
    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    group = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Group])
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    warned_days = models.PositiveSmallIntegerField(null=True)  # of which warning before its end the owners were told

    class Meta:
        db_table = "directory_token"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "expires_at"], name="directory_token_live")]


class User(Entity, WorkspaceModel):
    """Somebody as their company's directory names them. Whether they have a place says the membership alone.

    ``said`` holds names and external id. ``is_made_here``: the account exists because of this row.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"user_name", "said"})

    person_id = models.UUIDField()
    user_name = SealedEmailField(subject="person_id")
    said = SealedJSONField(subject="person_id")
    is_made_here = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "directory_user"
        constraints: ClassVar = [
            *UniqueAddress.pair("user_name", name="directory_user_name", beside=("workspace_id",)),
            models.UniqueConstraint(fields=["workspace_id", "person_id"], name="directory_user_person"),
        ]
