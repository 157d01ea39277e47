"""Sessions: who is signed in where.

The table holds no key that could be sent as a cookie, and what a session remembers is sealed. A session that is over
stays for some days without its content, so that its owner can be told why.
"""

from typing import ClassVar

from django.db import models

from assay.kernel import clock
from assay.kernel.models import Entity
from assay.modules.identity.models.people import Person
from assay.modules.identity.types.sessions import Ending, Grade, Visit


class Session(Entity):
    """One browser's session. Its id stays the same for as long as it lives, its key does not."""

    personal: ClassVar[frozenset[str]] = frozenset({"payload", "browser", "system", "network", "place"})
    unwatched: ClassVar[str] = (
        "what begins, ends or changes a person's session is a fact; visitors come and go unnoticed"
    )

    key_hash = models.CharField(max_length=64, unique=True)
    former_hash = models.CharField(max_length=64, blank=True)  # of the key before: who sends it came a moment late
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", null=True)
    grade = models.CharField(
        max_length=8, choices=[(grade.value, grade.value) for grade in Grade], default=Grade.VISITOR.value
    )
    payload = models.TextField(blank=True)
    standing = models.CharField(max_length=60, blank=True)  # workspace and role as of the last request

    begun_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    is_doubted = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=12, blank=True, choices=[(ending.value, ending.value) for ending in Ending])

    device = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    system = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=64, blank=True)
    place = models.TextField(blank=True)

    class Meta:
        db_table = "identity_session"
        indexes: ClassVar = [
            models.Index(
                fields=["person", "begun_at"], name="identity_session_live", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["former_hash"], name="identity_session_former", condition=~models.Q(former_hash="")),
            models.Index(fields=["seen_at"], name="identity_session_age"),
        ]

    @property
    def visit(self) -> Visit:
        """Where the session was begun, or was last proven to belong."""
        return Visit(
            device=self.device, agent=self.agent, browser=self.browser, system=self.system, network=self.network
        )

    def settle(self, visit: Visit) -> None:
        """Take the place of this visit for the session's own from now on."""
        self.device, self.agent, self.network = visit.device, visit.agent, visit.network
        self.browser, self.system = visit.browser, visit.system
