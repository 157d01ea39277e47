"""People, workspaces and who belongs to which.

Membership and workspace stand behind row-level security of their own kind (ADR 0020): within a workspace its rows are
seen, and outside of it a person at work sees which places they have. People stand outside: who signs in is looked for
by address before anybody is anywhere. They are reached only through `queries`, and no other module reads them.
"""

from collections.abc import Mapping
from typing import ClassVar, override

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.crypto import salted_hmac

from assay.kernel.blind_index import UniqueAddress
from assay.kernel.models import Entity
from assay.kernel.sealed import SealedEmailField, SealedTextField
from assay.modules.identity.types import Role
from assay.modules.identity.types.staff import Duty


class People(BaseUserManager["Person"]):
    """Finds people by address whatever its case, as Django's sign-in asks for."""

    @override
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=username or "")


class Person(AbstractBaseUser, Entity):
    """Somebody with an account. The address is the name they sign in with; there are no user names."""

    personal: ClassVar[frozenset[str]] = frozenset({"email", "name", "password", "last_login", "password_mailed_at"})
    unwatched_fields: ClassVar[Mapping[str, str]] = {"last_login": "the sign-in itself is a fact"}

    email = SealedEmailField(subject="id")
    name = SealedTextField(subject="id", max_length=120, blank=True)
    is_staff = models.BooleanField(default=False)  # asks for a strong second factor and shorter sessions
    duty = models.CharField(
        max_length=8, blank=True, default=Duty.NONE.value, choices=[(duty.value, duty.value) for duty in Duty]
    )
    invites_support_until = models.DateTimeField(null=True)  # until then support may look, and change nothing
    is_active = models.BooleanField(default=True)
    # Since when the password is one that was set through the mailbox, and no second factor has been shown since.
    password_mailed_at = models.DateTimeField(null=True)
    must_add_factor = models.BooleanField(default=False)  # lost factors were given up: a new one comes before all else
    leaves_at = models.DateTimeField(null=True)  # when the account is erased, as its owner asked (`privacy`)
    session_epoch = models.PositiveIntegerField(default=0)  # a session begun under another number is over

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "identity_person"
        constraints: ClassVar = [
            *UniqueAddress.pair("email", name="identity_person_email"),
            models.CheckConstraint(
                condition=models.Q(duty=Duty.NONE.value) | models.Q(is_staff=True, duty__in=list(Duty)),
                name="identity_person_duty",
            ),
        ]

    @override
    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether this is the password. Django would store a renewed hash here; `services.passwords` does."""
        return check_password(raw_password, self.password)

    @override
    def __str__(self) -> str:
        # An id, because this text ends up in logs and error reports.
        return str(self.pk)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session has to carry; with another password or epoch it is over, wherever it is kept."""
        salt = "assay.modules.identity.session"
        return salted_hmac(salt, f"{self.session_epoch}:{self.password}", secret=secret, algorithm="sha256").hexdigest()


class Workspace(Entity):
    """What owns the product's rows. Everybody has a personal one; shared ones come beside it."""

    personal: ClassVar[frozenset[str]] = frozenset({"name"})

    name = SealedTextField(subject="id", max_length=120)
    is_personal = models.BooleanField(default=False)
    requires_factor = models.BooleanField(default=False)  # nobody works here without a strong second factor
    closes_at = models.DateTimeField(null=True, blank=True)  # deleted by an owner; its rows go then

    class Meta:
        db_table = "identity_workspace"
        indexes: ClassVar = [
            models.Index(
                fields=["closes_at"],
                condition=models.Q(closes_at__isnull=False),
                name="identity_workspace_closing",
            ),
        ]


class Membership(Entity):
    """A person's place in a workspace."""

    personal: ClassVar[frozenset[str]] = frozenset()

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=[(role.value, role.value) for role in Role])

    class Meta:
        db_table = "identity_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "workspace"], name="identity_membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="identity_membership_role"),
        ]
