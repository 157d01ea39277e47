"""Asking every address as somebody, and taking it back: for tests that go through all there is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection
from django.test import Client

from assay.kernel import tenancy
from assay.kernel.privacy import Private
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.founders.services import save_profile
from assay.modules.identity.api import Duty, Role, admit, give_duty
from assay.modules.identity.models import Factor, Person
from tests.discovery.make import PROFILE
from tests.faults.addresses import Case, is_problem
from tests.faults.table import TABLE, Ground, Outcome, Who
from tests.faults.world import World, rest, undone, world
from tests.identity.factors import with_passkey
from tests.identity.make import actor_for, client_for, person
from tests.identity.sharing import pretending
from tools.rules import tables

SIGN_IN: Final = "/accounts/login/"
PROOF: Final = ("/accounts/step-up/", "/accounts/reauthenticate/")
# Public, with no door at all, and dear to draw: two who ask are enough.
DEAR: Final = frozenset({"", "sample/", "sample.pdf", "sample.json", "design/"})
OPEN: Final = frozenset({Ground.ANYBODY, Ground.LINK, Ground.STAFF, Ground.PROOF})


def furnished() -> World:
    """Alice's workspace with one of everything, and a passkey of hers."""
    found = world()
    with_passkey(found.cast.alice)
    own = {"factor_id": str(Factor.objects.get(person=found.cast.alice).pk)}
    return World(cast=found.cast, ids={**found.ids, **own})


def people(there: World) -> dict[Who, Person]:
    """One for each column. Bob is the member; the others come in besides him."""
    found = {Who.OWNER: there.cast.alice, Who.MEMBER: there.cast.bob, Who.OUTSIDER: there.cast.charlie}
    for who, role in ((Who.ADMIN, Role.ADMIN), (Who.VIEWER, Role.VIEWER)):
        found[who] = person(name=who.value)
        admit(found[who].pk, workspace_id=there.cast.workspace_id, role=role)
    for who in (Who.ADMIN, Who.MEMBER, Who.VIEWER):
        with tenancy.scope(there.cast.workspace_id):  # the viewer was a member when they did this
            save_profile(pretending(actor_for(found[who], workspace_id=there.cast.workspace_id), Role.MEMBER), PROFILE)
    for who, duty in ((Who.STAFF, Duty.STAFF), (Who.SUPPORT, Duty.SUPPORT)):
        found[who] = person(name=who.value)
        with_passkey(found[who])
        give_duty(found[who].pk, duty=duty, why=Private("on duty in the tests"))
    return found


def browser(there: World, who: Who, found: Mapping[Who, Person], *, is_fresh: bool = True) -> Client:
    if who is Who.NOBODY:
        return Client()
    place = there.cast.workspace_id if who not in {Who.OUTSIDER, Who.STAFF, Who.SUPPORT} else None
    return client_for(found[who], workspace_id=place, is_fresh=is_fresh)


@contextmanager
def tried(client: Client) -> Iterator[None]:
    """Take back what comes of a request, in the browser too."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    rest()
    with undone():
        yield
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value


def print_of(workspace_id: Any) -> tuple[str, ...]:
    """What stands in the tables of a workspace, in one statement; reading is noted in the log alone."""
    own = [table for table in tables.own() if issubclass(table, WorkspaceModel)]
    names = sorted(table._meta.db_table for table in own if not table._meta.db_table.startswith("audit_"))
    names += ["identity_membership"]
    part = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t WHERE workspace_id = %s"
    whole = " UNION ALL ".join(part.format(name) for name in names)
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(whole, [workspace_id] * len(names))
        return tuple(sorted(f"{name} {found}" for name, found in cursor.fetchall()))


def came_of(case: Case, answer: Any) -> Outcome | int:
    """Name what an answer says; the bare status where it says nothing of the kind."""
    status = answer.status_code
    need = TABLE[case.name]
    if need.act is not None and status == 302 and answer["Location"].startswith(PROOF):
        return int(status)  # whoever is asked here has shown everything
    if case.is_api and status >= 400 and not is_problem(answer, status):
        return int(status)
    if need.ground in OPEN and (status < 400 or status in case.wants_more) and need.ground is not Ground.STAFF:
        return Outcome.YES
    if status == 401 or (status == 302 and answer["Location"].startswith(SIGN_IN)):
        return Outcome.SIGN_IN
    if status in case.wants_more and need.ground is not Ground.STAFF:
        return Outcome.YES
    named = {403: Outcome.ROLE, 404: Outcome.HIDDEN}
    return Outcome.YES if status < 400 else named.get(status, int(status))


def fits(wanted: Outcome, found: Outcome | int) -> bool:
    if wanted is Outcome.OWN:
        return found is not Outcome.SIGN_IN and (isinstance(found, Outcome) or found < 500)
    return found is wanted
