"""Second factors and the ways around a lost one.

Like people themselves these rows belong to a person and to no workspace, so they have no row-level security; they are
reached only through `queries` and `services`, which start from a person's id or from a key the person holds.
"""

from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedTextField
from assay.modules.identity.models.people import Person
from assay.modules.identity.types import FactorKind, RecoveryState

OPEN_STATES = (RecoveryState.ASKED, RecoveryState.WAITING, RecoveryState.READY)


class Factor(Entity):
    """Something a person has beside the password. Of apps and mailboxes one each, of passkeys several."""

    personal: ClassVar[frozenset[str]] = frozenset({"name", "last_used_at", "secret", "credential_id", "credential"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in FactorKind])
    name = SealedTextField(subject="person_id", max_length=60)
    last_used_at = models.DateTimeField(null=True)
    # An app: its key, sealed under the person's data key, and the newest time step that was ever accepted.
    secret = models.TextField(blank=True)
    last_step = models.BigIntegerField(default=0)
    # A passkey: its id, what the authenticator attested (the public key among it), and how often it has signed.
    credential_id = models.CharField(max_length=1400, blank=True)
    credential = models.BinaryField(default=bytes)
    sign_count = models.BigIntegerField(default=0)

    class Meta:
        db_table = "identity_factor"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(kind__in=[FactorKind.TOTP, FactorKind.EMAIL]),
                name="identity_factor_one_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=models.Q(kind=FactorKind.PASSKEY),
                name="identity_factor_one_owner",
            ),
        ]


class RecoveryCode(Entity):
    """One recovery code: two letters by which it is found, and a slow hash of the ten that are secret."""

    personal: ClassVar[frozenset[str]] = frozenset({"digest", "used_at"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    selector = models.CharField(max_length=2)
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_recovery_code"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "selector"], name="identity_recovery_code_selector"),
        ]


class MailedCode(Entity):
    """A code on its way to a mailbox. It opens one sign-in, the one it was asked for in."""

    personal: ClassVar[frozenset[str]] = frozenset({"digest"})
    unwatched: ClassVar[str] = "lives ten minutes; mailing it and using it are facts"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_mailed_code"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="identity_mailed_code_age")]


class SpentChallenge(Entity):
    """A passkey's challenge that was answered; its existence is what makes an answer count once."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched: ClassVar[str] = "one row for each passkey shown, gone within a day; showing it is a fact"

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "identity_spent_challenge"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="identity_spent_age")]


class FactorRecovery(Entity):
    """The request of somebody who lost their factors: password, mailbox, and time for the owner to object."""

    personal: ClassVar[frozenset[str]] = frozenset()

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in RecoveryState])
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    voucher = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "identity_factor_recovery"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=OPEN_STATES),
                name="identity_factor_recovery_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=OPEN_STATES), name="identity_factor_recovery_due"
            )
        ]
