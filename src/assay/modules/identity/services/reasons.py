"""Every act of the staff has a reason: its category is told to whom it concerns, its words are sealed in the log."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel.errors import Invalid
from assay.kernel.events import Aside, publish
from assay.kernel.privacy import Private
from assay.modules.identity.events.staff import StaffActed, StaffActedInWorkspace
from assay.modules.identity.policy import staff as rules
from assay.modules.identity.types.staff import Category, StaffAction, Why

WORDS: Final[Mapping[Category, Promise]] = {
    Category.ASKED: _("the owner asked for help"),
    Category.SECURITY: _("to protect the account or others"),
    Category.FAULT: _("to find or mend a fault"),
    Category.LEGAL: _("a duty by law"),
}


def reason_words() -> Mapping[Category, Promise]:
    """Return what each category of reason is called."""
    return WORDS


def require(text: Private[str]) -> None:
    """Let pass a reason that says something. Raises Invalid."""
    if not rules.is_reason(text.reveal()):
        raise Invalid(f"Say why in words: {rules.SHORTEST_REASON} characters at least, {rules.LONGEST_REASON} at most.")


def require_why(why: Why) -> None:
    """Let pass a reason that says something, with a ticket that is a number. Raises Invalid."""
    require(why.text)
    if not rules.is_ticket(why.ticket):
        raise Invalid("A ticket is a number: letters, digits and # / _ . : - alone.")


def note(what: StaffAction, *, person_id: UUID, why: Why) -> None:
    """Publish an act on an account, in the caller's transaction. Raises Invalid for a reason that says nothing."""
    require_why(why)
    acted = StaffActed(person_id=person_id, act=what.value, category=why.category.value, ticket=why.ticket)
    publish(acted, aside=aside(person_id, why))


def note_in_workspace(what: StaffAction, *, workspace_id: UUID, why: Why) -> None:
    """Publish an act on a workspace, in the caller's transaction. Raises Invalid for a reason that says nothing."""
    require_why(why)
    acted = StaffActedInWorkspace(
        workspace_id=workspace_id, act=what.value, category=why.category.value, ticket=why.ticket
    )
    publish(acted, aside=aside(workspace_id, why))


def aside(subject: UUID, why: Why) -> Aside:
    """Return the words of a reason as the log keeps them: under the key of whom it concerns."""
    return Aside(subject=subject, details={"reason": why.text})
