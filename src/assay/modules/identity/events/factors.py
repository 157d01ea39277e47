"""What identity announces about second factors and the ways around a lost one."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("identity.factor_added.v1", says=_("set up a second step ({kind})"))
class FactorAdded:
    """A person has another second factor."""

    person_id: UUID
    factor_id: UUID
    kind: str


@fact("identity.factor_renamed.v1", says=_("renamed a second step"))
class FactorRenamed:
    """A person calls a factor otherwise."""

    person_id: UUID
    factor_id: UUID


@fact("identity.factor_removed.v1", says=_("lost a second step ({kind}: {reason})"))
class FactorRemoved:
    """A person has a factor less. ``reason``: ``asked``, ``stronger`` (a strong one came) or ``recovery``."""

    person_id: UUID
    factor_id: UUID
    kind: str
    reason: str


@fact("identity.factor_proven.v1", says=_("took the second step ({kind})"))
class FactorProven:
    """A person took a second step, at sign-in or before a sensitive act."""

    person_id: UUID
    factor_id: UUID
    kind: str


@fact("identity.factor_refused.v1", says=_("was refused at the second step ({kind}: {reason})"))
class FactorRefused:
    """A second step was refused. ``reason``: ``wrong``, ``replayed``, ``expired``, ``cloned`` or ``unverified``."""

    person_id: UUID
    kind: str
    reason: str


@fact("identity.recovery_codes_made.v1", says=_("made {count} recovery codes"))
class RecoveryCodesMade:
    """A person has new recovery codes; the former ones are void."""

    person_id: UUID
    count: int


@fact("identity.recovery_code_used.v1", says=_("used a recovery code; {remaining} are left"))
class RecoveryCodeUsed:
    """A recovery code was used up."""

    person_id: UUID
    remaining: int


@fact("identity.factor_code_mailed.v1", says=_("was mailed a code for signing in"))
class FactorCodeMailed:
    """A code was written to somebody whose second step is the mailbox."""

    person_id: UUID


@fact("identity.factor_recovery_requested.v1", says=_("said that every second step is lost"))
class FactorRecoveryRequested:
    """Somebody with the password says that their factors are lost; a link went to the mailbox."""

    person_id: UUID
    request_id: UUID


@fact("identity.factor_recovery_started.v1", says=_("began the waiting time without a second step, until {due_at}"))
class FactorRecoveryStarted:
    """The mailbox is proven too; the waiting time runs until ``due_at``."""

    person_id: UUID
    request_id: UUID
    due_at: datetime


@fact("identity.factor_recovery_vouched.v1", says=_("was vouched for after losing every second step"))
class FactorRecoveryVouched:
    """An owner or admin of a shared workspace vouched for the person; the waiting time is shorter."""

    person_id: UUID
    request_id: UUID
    workspace_id: UUID
    voucher_id: UUID
    due_at: datetime


@fact("identity.factor_recovery_reminded.v1", says=_("was reminded of the waiting time without a second step"))
class FactorRecoveryReminded:
    """The person was reminded of the waiting time that runs."""

    person_id: UUID
    request_id: UUID


@fact("identity.factor_recovery_ready.v1", says=_("may sign in without the lost second step"))
class FactorRecoveryReady:
    """The waiting time is over; the next sign-in with the password may do without the lost factors."""

    person_id: UUID
    request_id: UUID


@fact("identity.factor_recovery_completed.v1", says=_("gave the lost second steps up"))
class FactorRecoveryCompleted:
    """The lost factors are gone and every session has ended; the person must set up a new factor before all else."""

    person_id: UUID
    request_id: UUID


@fact(
    "identity.factor_recovery_cancelled.v1",
    says=_("keeps the second step: the request to do without is over ({reason})"),
)
class FactorRecoveryCancelled:
    """A request is over. ``reason``: ``not_me``, ``factor_used``, ``password_reset`` or ``expired``."""

    person_id: UUID
    request_id: UUID
    reason: str


@fact("identity.password_mailed.v1", says=_("set a password through the mailbox"))
class PasswordSetByMail:
    """A password was set through a link in the mailbox; it proves no more than the mailbox does."""

    person_id: UUID


@fact(
    "identity.workspace_factor_required.v1",
    says=_("changed whether the workspace asks for a second step (now: {is_required})"),
)
class WorkspaceFactorRequired:
    """A workspace lets nobody in without a second factor from now on, or no longer asks for one."""

    workspace_id: UUID
    by: UUID
    is_required: bool
