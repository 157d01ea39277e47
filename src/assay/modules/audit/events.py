from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.modules.audit.types import LOOK


@fact("audit.system_changed.v1", says=_("changed stored rows for upkeep: {reason}"))
class SystemChanged:
    """Rows changed without anybody having asked: a migration, demo data, an erasure, a retention period."""

    reason: str


@fact("audit.incident_opened.v1", says=_("noticed something that looks like an attack: {rule}"))
class IncidentOpened:
    """A rule found something. ``person_id``: whose account it concerns, where they are told."""

    incident_id: UUID
    rule: str
    severity: str
    person_id: UUID | None


@fact("audit.incident_closed.v1", says=_("looked into {rule} and closed it"))
class IncidentClosed:
    """Somebody of the staff said what came of it."""

    incident_id: UUID
    rule: str


@fact("audit.person_read.v1", says=_("looked at what is {person_id}'s own ({kind})"))
class PersonRead:
    """Somebody read what is personal to somebody else: a staff page, an export, a list of members."""

    person_id: UUID
    kind: str


@fact(LOOK, says=_("looked at {kind} ({way})"))
class Shown:
    """Somebody was shown data. Written by `services.noting` in one statement of its own; changes nothing, so no handler
    hears of it."""

    kind: str
    way: str


@fact("audit.people_read.v1", says=_("looked at {kind}"))
class PeopleRead:
    """Somebody was shown a page or list that holds data of other people."""

    reader_id: UUID | None
    workspace_id: UUID | None
    kind: str
