"""What staff do with other people's accounts (ADR 0023).

Each act reads the duty again inside its transaction, refuses accounts of the staff, and leaves an entry with its reason
beside the entry of its effect. There is no act that takes a second factor off: that would make one deceived member of
the staff the way round it. Who lost theirs goes the long way (`lost_factors`), and staff can only end that.
"""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from assay.kernel.errors import Conflict
from assay.kernel.events import publish
from assay.kernel.privacy import Email
from assay.kernel.staff import AccountNotFound, StaffAccount
from assay.modules.audit import api as audit
from assay.modules.identity import models
from assay.modules.identity.events.staff import AccountSearched, AccountSwitched, LockoutLifted
from assay.modules.identity.providers import blinding
from assay.modules.identity.queries.people import find_by_address
from assay.modules.identity.queries.staff import get_account, get_place, require_duty
from assay.modules.identity.services import impersonation, lockout, lost_factors, reasons, sessions
from assay.modules.identity.types import Actor, PersonId
from assay.modules.identity.types.sessions import Ending
from assay.modules.identity.types.staff import Account, Over, Place, StaffAction, Why


@transaction.atomic
def search(actor: Actor, address: Email) -> PersonId | None:
    """Return whose address this is; None when nobody's. There is no list to look through. Raises DutyTooLow."""
    require_duty(actor, StaffAction.PERSON_SEE)
    found = find_by_address(address)
    publish(AccountSearched(account=blinding.account(address.reveal()), is_found=found is not None))
    return found


@transaction.atomic
def look_at(actor: Actor, person_id: UUID) -> Account:
    """Return how an account stands, and note who looked. Raises DutyTooLow, AccountNotFound."""
    require_duty(actor, StaffAction.PERSON_SEE)
    account = get_account(person_id, failures=lockout.failures_of(person_id))
    audit.note_read("account", person_id=person_id)
    return account


@transaction.atomic
def look_at_workspace(actor: Actor, workspace_id: UUID) -> Place:
    """Return how a workspace stands, and note who looked. Raises DutyTooLow, WorkspaceNotFound."""
    require_duty(actor, StaffAction.WORKSPACE_SEE)
    place = get_place(workspace_id)
    audit.note_people_read("the workspace and its members", workspace_id=workspace_id)
    return place


@transaction.atomic
def reveal(actor: Actor, person_id: UUID, *, why: Why) -> Email:
    """Return an account's address unmasked. Raises DutyTooLow, StaffAccount, AccountNotFound, Invalid."""
    person = _target(actor, person_id, StaffAction.ADDRESS_REVEAL)
    reasons.note(StaffAction.ADDRESS_REVEAL, person_id=person_id, why=why)
    return Email(person.email)


@transaction.atomic
def end_sessions(actor: Actor, person_id: UUID, *, why: Why) -> int:
    """Sign somebody out everywhere; return of how many sessions. Raises as `reveal` does."""
    _target(actor, person_id, StaffAction.SESSIONS_END)
    reasons.note(StaffAction.SESSIONS_END, person_id=person_id, why=why)
    return sessions.end_all(person_id, reason=Ending.BY_STAFF)


@transaction.atomic
def lift_lockout(actor: Actor, person_id: UUID, *, why: Why) -> None:
    """Let failed attempts at an account be forgotten. Raises as `reveal` does."""
    _target(actor, person_id, StaffAction.LOCKOUT_LIFT)
    reasons.note(StaffAction.LOCKOUT_LIFT, person_id=person_id, why=why)
    publish(LockoutLifted(person_id=person_id))
    lockout.lift(person_id)


@transaction.atomic
def switch(actor: Actor, person_id: UUID, *, is_active: bool, why: Why) -> None:
    """Switch an account off, which ends its sessions and stops its keys, or on again. A second time changes nothing.

    Raises as `reveal` does.
    """
    person = _target(actor, person_id, StaffAction.ACCOUNT_SWITCH)
    reasons.note(StaffAction.ACCOUNT_SWITCH, person_id=person_id, why=why)
    if person.is_active == is_active:
        return
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    publish(AccountSwitched(person_id=person_id, is_active=is_active))
    if not is_active:
        impersonation.end_at(person_id, reason=Over.GONE)
        sessions.end_all(person_id, reason=Ending.DEACTIVATED)


@transaction.atomic
def send_verification(actor: Actor, person_id: UUID, *, why: Why) -> None:
    """Mail the link that confirms an address once more. Raises as `reveal` does, and Conflict for a confirmed one."""
    _target(actor, person_id, StaffAction.VERIFICATION_SEND)
    unproven = EmailAddress.objects.filter(user_id=person_id, verified=False).order_by("-primary", "pk").first()
    if unproven is None:
        raise Conflict("The address of this account is confirmed already.")
    reasons.note(StaffAction.VERIFICATION_SEND, person_id=person_id, why=why)
    unproven.send_confirmation(None)


@transaction.atomic
def cancel_recovery(actor: Actor, person_id: UUID, *, why: Why) -> None:
    """End somebody's request to do without their second factor. Raises as `reveal` does, and Conflict without one."""
    _target(actor, person_id, StaffAction.RECOVERY_CANCEL)
    reasons.note(StaffAction.RECOVERY_CANCEL, person_id=person_id, why=why)
    if not lost_factors.end_by_staff(person_id):
        raise Conflict("There is no open request of this account.")


@transaction.atomic
def note_log_read(actor: Actor, workspace_id: UUID, *, why: Why) -> None:
    """Note why somebody reads a workspace's log. Raises DutyTooLow, WorkspaceNotFound, Invalid."""
    require_duty(actor, StaffAction.WORKSPACE_LOG)
    get_place(workspace_id)
    reasons.note_in_workspace(StaffAction.WORKSPACE_LOG, workspace_id=workspace_id, why=why)


def _target(actor: Actor, person_id: UUID, what: StaffAction) -> models.Person:
    """Hold the account's row until the act is done."""
    require_duty(actor, what)
    person = models.Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise AccountNotFound
    if person.is_staff or person.pk == actor.person_id:
        raise StaffAccount
    return person
