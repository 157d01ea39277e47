"""The browsers a person has signed in with."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel import clock
from assay.kernel.models import Entity
from assay.modules.identity.models.people import Person


class Device(Entity):
    """A browser that carries our device cookie and in which this person has been signed in.

    The cookie's value is random and stands here as a digest only. One browser may be several people's.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"browser", "system"})
    unwatched_fields: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("seen_at", "browser", "system"), "noted at each sign-in, which is a fact"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)
    browser = models.CharField(max_length=60, blank=True)
    system = models.CharField(max_length=60, blank=True)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "identity_device"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "token_hash"], name="identity_device_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["token_hash"], name="identity_device_token"),
            models.Index(fields=["seen_at"], name="identity_device_age"),
        ]
