"""The log in plain words."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from assay.kernel import events
from assay.kernel.pagination import Page
from assay.modules.audit import api as audit
from assay.modules.identity import api as identity
from assay.modules.watch.types import Kind, Line

PEOPLE = ("person_id", "actor_id", "member_id", "owner_id")


def list_lines(who: identity.Actor, wanted: audit.Wanted, *, cursor: str | None = None, limit: int = 50) -> Page[Line]:
    """The log of the actor's workspace, newest first. Raises RoleTooLow below admin, Invalid for a bad cursor."""
    identity.require(who, identity.Action.AUDIT_SEE)
    page = audit.list_entries(who.workspace_id, wanted=wanted, cursor=cursor, limit=limit)
    return _told(page, outside=who.workspace_id)


def list_own(who: identity.Actor, *, looks: bool = False, cursor: str | None = None, limit: int = 50) -> Page[Line]:
    """What the actor did and what concerns their account, wherever, newest first; ``looks``: what was looked at."""
    page = audit.list_entries_of_person(who.person_id, looks=looks, cursor=cursor, limit=limit)
    return _told(page, outside=None, me=who.person_id)


def every_line(who: identity.Actor, wanted: audit.Wanted) -> Iterator[Line]:
    """All lines that a list of ``wanted`` would show, page by page. Raises RoleTooLow."""
    page = list_lines(who, wanted, limit=100)
    yield from page.items
    while page.next_cursor:
        page = list_lines(who, wanted, cursor=page.next_cursor, limit=100)
        yield from page.items


def list_people(who: identity.Actor) -> list[tuple[str, str]]:
    """Everybody who did something in the workspace: id and what to call them. Raises RoleTooLow below admin."""
    identity.require(who, identity.Action.AUDIT_SEE)
    ids = audit.list_actors(who.workspace_id)
    names = identity.name_of(ids)
    called = [(str(each), names[each].reveal() if each in names else _("(erased)")) for each in ids]
    return sorted(called, key=lambda person: person[1].casefold())


def list_kinds() -> list[Kind]:
    """Every kind of entry there can be, in the order of their words."""
    kinds = [
        Kind(fact=name, said=audit.plain(str(events.sentence_of(cls)) or name)) for name, cls in events.names().items()
    ]
    return sorted(kinds, key=lambda kind: kind.said.casefold())


def _told(page: Page[audit.Entry], *, outside: UUID | None, me: UUID | None = None) -> Page[Line]:
    ids = set(_people(page.items))
    called = {str(person_id): name.reveal() for person_id, name in identity.name_of(ids).items()}
    # Whoever of the staff acts is answered for by us, not by name to whom they acted on.
    strangers = identity.staff_among(ids, outside=outside) - {me}
    called |= {str(person_id): _("Assay's staff") for person_id in strangers}
    return page.map(lambda entry: _line(entry, called))


def _people(entries: Iterable[audit.Entry]) -> Iterator[UUID]:
    for entry in entries:
        yield from (each for each in (entry.actor_id, entry.subject_id) if each)
        yield from (UUID(entry.objects[name]) for name in PEOPLE if name in entry.objects)


def _line(entry: audit.Entry, called: dict[str, str]) -> Line:
    return Line(
        id=entry.id,
        at=entry.at,
        who=_who(entry, called),
        said=audit.sentence(entry, called=called),
        fact=entry.fact,
        via=entry.via.value,
        objects=sorted(entry.objects.items()),
    )


def _who(entry: audit.Entry, called: dict[str, str]) -> str:
    """Whoever acted; for what happens before somebody is signed in, whom it concerns."""
    who = entry.actor_id or entry.subject_id
    if who is None and "with_token" in entry.objects:
        return _("The company's directory")
    if who is None:
        return _("Somebody unknown") if entry.via is audit.Via.REQUEST else _("Assay")
    return called.get(str(who), _("(erased)"))
