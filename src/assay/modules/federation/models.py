"""Ways in that people linked, answers of providers that were used up, and workspaces' own providers.

A link belongs to a person and to no workspace, like their second factors; it is reached by the person's id or by what
a provider has just asserted. No token of a provider is stored.
"""

from typing import ClassVar

from django.db import models

from assay.kernel.blind_index import UniqueAddress
from assay.kernel.models import Entity
from assay.kernel.sealed import SealedEmailField, SealedTextField
from assay.kernel.tenancy import WorkspaceModel


class Link(Entity):
    """An account at a provider that opens an account here."""

    personal: ClassVar[frozenset[str]] = frozenset({"subject", "address", "used_at"})
    of_no_workspace: ClassVar[str] = "a way in is a person's, before it is known where they work"
    unwatched_fields: ClassVar[dict[str, str]] = {"used_at": "the sign-in itself is a fact"}

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=40)
    # A digest of issuer and subject, in the field that seals what is looked for: it is found by a keyed hash alone,
    # and its index keys are changed together with those of addresses.
    subject = SealedEmailField(subject="person_id")
    address = SealedTextField(subject="person_id", blank=True, default="")  # as the provider named it when linked
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "federation_link"
        constraints: ClassVar = [*UniqueAddress.pair("subject", name="federation_link_subject")]
        indexes: ClassVar = [models.Index(fields=["person", "created_at"], name="federation_link_person")]


class SpentState(Entity):
    """A trip to a provider that came back; its existence is what makes an answer count once."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = "nobody has come in yet"
    unwatched: ClassVar[str] = "one row for each trip to a provider, gone within a day; what comes of it is a fact"

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "federation_spent_state"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="federation_spent_age")]


class Connection(Entity, WorkspaceModel):
    """A workspace's own provider. It speaks for people of the workspace's proven domains, and for nobody else."""

    personal: ClassVar[frozenset[str]] = frozenset()

    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=200)
    secret = SealedTextField(subject="workspace_id")
    role = models.CharField(max_length=8)  # of those who come in for the first time
    is_enabled = models.BooleanField(default=False)
    is_enforced = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)  # as it is now
    secret_ends_on = models.DateField(null=True)  # at the provider, as an owner wrote down
    warned_days = models.PositiveSmallIntegerField(null=True)  # of which warning before that day the owners were told
    trusted_at = models.DateTimeField(null=True)  # since when its word stands for a second factor
    acr_values = SealedTextField(
        subject="workspace_id", blank=True, default=""
    )  # each names that, with a space between

    class Meta:
        db_table = "federation_connection"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id"], name="federation_connection_once"),
            models.CheckConstraint(
                condition=models.Q(is_enabled=True) | models.Q(is_enforced=False), name="federation_connection_steps"
            ),
            models.CheckConstraint(
                condition=models.Q(tried_at__isnull=False) | models.Q(is_enabled=False),
                name="federation_connection_tried",
            ),
        ]
