"""What a directory announces of its tokens and of the people it names."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("directory.token_made.v1", says=_("made a token for the company's directory"))
class TokenMade:
    """An owner made a token; whoever has it says who belongs to the workspace."""

    workspace_id: UUID
    person_id: UUID
    token_id: UUID
    group: str
    expires_at: datetime


@fact("directory.token_revoked.v1", says=_("revoked a token of the company's directory"))
class TokenRevoked:
    """An owner ended a token."""

    workspace_id: UUID
    person_id: UUID
    token_id: UUID


@fact("directory.token_expires.v1", says=_("was told that a token of the company's directory expires in {days} days"))
class TokenExpires:
    """The owners were written to, because a token comes to its end."""

    workspace_id: UUID
    token_id: UUID
    days: int


@fact("directory.token_reported.v1", says=_("ended a token of the company's directory that was found in public"))
class TokenReported:
    """A code host reported a token where everybody can read it; it works no more."""

    workspace_id: UUID
    token_id: UUID


@fact("directory.token_refused.v1", says=_("a directory came with a token that does not work ({reason})"))
class TokenWasRefused:
    """Somebody came with a token that is unknown, revoked or too old; ``network`` is a keyed hash."""

    workspace_id: UUID | None
    token_id: UUID | None
    reason: str
    network: str


@fact("directory.user_named.v1", says=_("the company's directory named {person_id}"))
class UserNamed:
    """A directory named somebody of the company."""

    workspace_id: UUID
    person_id: UUID
    user_id: UUID
    token_id: UUID


@fact("directory.user_changed.v1", says=_("the company's directory changed what it says of {person_id}"))
class UserChanged:
    """A directory says something else of somebody."""

    workspace_id: UUID
    person_id: UUID
    user_id: UUID
    token_id: UUID


@fact("directory.user_removed.v1", says=_("the company's directory no longer names {person_id}"))
class UserRemoved:
    """A directory took somebody out; their place is gone and their account stays."""

    workspace_id: UUID
    person_id: UUID
    user_id: UUID
    token_id: UUID
