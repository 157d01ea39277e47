"""Passwords people had, and how their present one stands. Hashes only, each of them slow to guess from."""

from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedTextField
from assay.modules.identity.models.people import Person


class FormerPassword(Entity):
    """The hash of a password a person has or had, kept so that none of the last ten is chosen again."""

    personal: ClassVar[frozenset[str]] = frozenset({"password"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)

    class Meta:
        db_table = "identity_password_history"
        indexes: ClassVar = [models.Index(fields=["person", "-created_at"], name="identity_password_newest")]


class PasswordStanding(Entity):
    """When a person's present password was last looked for in the list of leaked ones; never, while that is empty.

    While the list does not answer, what it has to be asked is kept here, sealed, for at most an hour.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"asked"})

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    checked_at = models.DateTimeField(null=True)
    asked = SealedTextField(subject="person_id", blank=True, default="")

    class Meta:
        db_table = "identity_password_standing"
