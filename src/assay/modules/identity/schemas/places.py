"""What goes over the wire about a workspace: its name, its people, who was asked in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema

from assay.kernel.errors import Invalid
from assay.kernel.pagination import Page
from assay.kernel.privacy import Email
from assay.kernel.sealed import LONGEST_ADDRESS
from assay.modules.identity.policy.access import LONGEST_NAME, one_line
from assay.modules.identity.types import Role, WorkspaceCard
from assay.modules.identity.types.places import Invitation, Member


class WorkspaceOut(Schema):
    """A workspace; ``role`` is what you may there, with the key that you ask with."""

    id: UUID
    name: str
    is_personal: bool
    role: Role

    @classmethod
    def of(cls, card: WorkspaceCard) -> Self:
        """The wire form of a workspace."""
        return cls.model_validate(card, from_attributes=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkspacePatch:
    """What a workspace is called from now on."""

    name: str = field(metadata={"pattern": r"\S", "max_length": LONGEST_NAME})

    def line(self) -> str:
        """The name as one line. Raises Invalid for characters that hide or turn others around."""
        line = one_line(self.name)
        if line is None:
            raise Invalid(errors=[{"pointer": "/name", "detail": "use letters, digits and ordinary punctuation"}])
        return line


class MemberOut(Schema):
    """Somebody in the workspace."""

    person_id: UUID
    name: str
    email: str
    role: Role
    since: datetime

    @classmethod
    def of(cls, member: Member) -> Self:
        """The wire form of a member."""
        return cls(
            person_id=member.person_id,
            name=member.name.reveal(),
            email=member.email.reveal(),
            role=member.role,
            since=member.since,
        )


class MemberPage(Schema):
    """A page of members, who came last first; ``next_cursor`` is null on the last page."""

    items: list[MemberOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Member]) -> Self:
        """The wire form of a page."""
        return cls(items=[MemberOut.of(member) for member in page.items], next_cursor=page.next_cursor)


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberPatch:
    """What a member is from now on."""

    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationIn:
    """Whom to ask in, and as what."""

    email: str = field(metadata={"max_length": LONGEST_ADDRESS})
    role: Role

    def address(self) -> Email:
        """The address. Raises Invalid for what is none."""
        try:
            validate_email(self.email)
        except ValidationError:
            raise Invalid(errors=[{"pointer": "/email", "detail": "is not an email address"}]) from None
        return Email(self.email)


class InvitationOut(Schema):
    """An invitation that waits; one that ``is_over`` can be sent again or withdrawn, and not accepted."""

    id: UUID
    email: str
    role: Role
    sent_at: datetime
    expires_at: datetime
    is_over: bool

    @classmethod
    def of(cls, invitation: Invitation) -> Self:
        """The wire form of an invitation."""
        same = {name: getattr(invitation, name) for name in cls.model_fields if name != "email"}
        return cls(**same, email=invitation.email.reveal())


class InvitationPage(Schema):
    """A page of invitations, newest first; ``next_cursor`` is null on the last page."""

    items: list[InvitationOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Invitation]) -> Self:
        """The wire form of a page."""
        return cls(items=[InvitationOut.of(one) for one in page.items], next_cursor=page.next_cursor)
