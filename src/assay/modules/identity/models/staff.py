"""Who of the staff looked at whose account."""

from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedTextField
from assay.modules.identity.models.people import Person
from assay.modules.identity.types.staff import Category, Over


class Impersonation(Entity):
    """Somebody of the staff sees what a person sees, in one session of theirs and until ``until``."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    # No constraint: who looked stays, also when they have left us and were erased.
    staff = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    workspace_id = models.UUIDField()
    session_id = models.UUIDField()  # no key: sessions are forgotten after a week, who looked is not
    category = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Category])
    ticket = models.CharField(max_length=40, blank=True)
    reason = SealedTextField(subject="person_id", max_length=1_000)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in Over])

    class Meta:
        db_table = "identity_impersonation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(ended_at=None), name="identity_impersonation_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(staff=models.F("person")), name="identity_impersonation_of_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=models.Q(ended_at=None), name="identity_impersonation_open"),
        ]
