"""What identity announces about staff. Free words of a reason are not among it: the log keeps them sealed."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("identity.duty_given.v1", says=_("was given the duty “{duty}” by an operator"))
class DutyGiven:
    """Somebody works for us from now on, or in another duty."""

    person_id: UUID
    duty: str


@fact("identity.duty_withdrawn.v1", says=_("no longer works for Assay"))
class DutyWithdrawn:
    """Somebody works for us no longer."""

    person_id: UUID


@fact("identity.staff_acted.v1", says=_("acted on an account: {act}. Why: {category} {ticket}"))
class StaffActed:
    """Somebody of the staff did something with an account; ``act`` is one of ``StaffAction``."""

    person_id: UUID
    act: str
    category: str
    ticket: str


@fact("identity.staff_acted_in_workspace.v1", says=_("acted on the workspace: {act}. Why: {category} {ticket}"))
class StaffActedInWorkspace:
    """Somebody of the staff did something with a workspace."""

    workspace_id: UUID
    act: str
    category: str
    ticket: str


@fact("identity.account_searched.v1", says=_("looked for an account"))
class AccountSearched:
    """Somebody of the staff looked for an account. ``account``: keyed hash of what was typed; none for an id."""

    account: str
    is_found: bool


@fact("identity.account_switched.v1", says=_("switched the account on ({is_active})"))
class AccountSwitched:
    """Somebody of the staff switched an account off, or on again."""

    person_id: UUID
    is_active: bool


@fact("identity.lockout_lifted.v1", says=_("let failed attempts to sign in be forgotten"))
class LockoutLifted:
    """Failed attempts at an account count no more."""

    person_id: UUID


@fact("identity.support_invited.v1", says=_("let support look at the account until {until}"))
class SupportInvited:
    """Somebody lets support look at their account until then."""

    person_id: UUID
    until: datetime


@fact("identity.support_uninvited.v1", says=_("no longer lets support look at the account"))
class SupportUninvited:
    """Somebody took back that support may look at their account."""

    person_id: UUID


@fact(
    "identity.impersonation_started.v1",
    says=_("began to look at the account, without being able to change anything. Why: {category} {ticket}"),
)
class ImpersonationStarted:
    """Somebody of the staff sees, until then, what this person sees in this workspace."""

    impersonation_id: UUID
    person_id: UUID
    workspace_id: UUID
    category: str
    ticket: str
    until: datetime


@fact("identity.impersonation_saw.v1", says=_("looked, as {person_id}, at the page {page}"))
class ImpersonationSaw:
    """Somebody of the staff was shown a page as this person sees it; ``object_id`` names what it is about."""

    impersonation_id: UUID
    person_id: UUID
    workspace_id: UUID
    page: str
    object_id: UUID | None


@fact("identity.impersonation_ended.v1", says=_("no longer looks at the account ({reason})"))
class ImpersonationEnded:
    """Somebody of the staff sees no longer what this person sees; ``reason`` is one of ``Over``."""

    impersonation_id: UUID
    person_id: UUID
    workspace_id: UUID
    reason: str
