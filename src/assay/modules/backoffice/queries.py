"""What staff did, read back."""

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from assay.kernel import crypto, tenancy
from assay.kernel.pagination import Page
from assay.kernel.privacy import Private
from assay.modules.audit import api as audit
from assay.modules.backoffice.types import Deed
from assay.modules.identity import api as identity

DEEDS: Final = (
    *("identity.duty_given.v1", "identity.duty_withdrawn.v1", "identity.account_searched.v1"),
    *("identity.staff_acted.v1", "identity.staff_acted_in_workspace.v1", "identity.account_switched.v1"),
    *("identity.lockout_lifted.v1", "identity.impersonation_started.v1", "identity.impersonation_ended.v1"),
    *("identity.impersonation_saw.v1", "audit.incident_closed.v1"),
)


def list_deeds(actor: identity.Actor, *, cursor: str | None = None) -> Page[Deed]:
    """Everything that staff did, newest first, with its reasons. Raises DutyTooLow, Invalid for a bad cursor."""
    identity.require_duty(actor, identity.StaffAction.STAFF_LOG)
    with tenancy.system():
        page = audit.list_entries_named(DEEDS, cursor=cursor)
        names = identity.name_of({who for entry in page.items if (who := _who(entry))})
        called = {str(person_id): name.reveal() for person_id, name in names.items()}
        return page.map(lambda entry: _deed(entry, called))


def _deed(entry: audit.Entry, called: dict[str, str]) -> Deed:
    is_told, reason = _reason(entry)
    workspace = entry.objects.get("workspace_id")
    return Deed(
        at=entry.at,
        who=called.get(str(_who(entry)), _("(erased)")),
        said=audit.sentence(entry, called={str(entry.subject_id): _("the owner")}),
        person_id=entry.subject_id,
        workspace_id=UUID(workspace) if workspace else None,
        has_reason=is_told,
        reason=reason,
    )


def _who(entry: audit.Entry) -> UUID | None:
    """Whoever acted; what an operator does is told of whom it was done to."""
    return entry.actor_id or entry.subject_id


def _reason(entry: audit.Entry) -> tuple[bool, Private[str] | None]:
    try:
        words = audit.open_details(entry.id).get("reason")
    except crypto.KeyDestroyed:
        return True, None
    return words is not None, None if words is None else Private(words)
