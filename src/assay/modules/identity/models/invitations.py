"""Invitations to a workspace. The link's token is stored as a hash only, and the address sealed."""

from typing import ClassVar

from django.db import models

from assay.kernel.blind_index import UniqueAddress
from assay.kernel.models import Entity
from assay.kernel.sealed import SealedEmailField
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.identity.types import Role


class Invitation(Entity, WorkspaceModel):
    """Somebody was asked in by address. It ends by being accepted, declined or revoked, or by its age."""

    personal: ClassVar[frozenset[str]] = frozenset({"email"})

    email = SealedEmailField(subject="workspace_id")
    role = models.CharField(max_length=8, choices=[(role.value, role.value) for role in Role])
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.UUIDField()
    sent_at = models.DateTimeField()
    sendings = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_by = models.UUIDField(null=True, blank=True)
    is_waiting = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "identity_invitation"
        constraints: ClassVar = [
            *UniqueAddress.pair("email", name="identity_invitation_waits", beside=("workspace_id",), only="is_waiting"),
        ]
