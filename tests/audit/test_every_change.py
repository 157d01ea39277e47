"""Every address that changes something leaves an entry by whoever asked: the list is the product's own."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from psycopg import sql

from assay.kernel import recording, tenancy
from assay.modules.audit.models import Entry
from tests.faults.addresses import CASES, Case
from tests.faults.world import World, rest, world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,  # every address that changes something, each with its commit
]
LAST = ("delete", "archive", "restore", "revoke", "leave", "owner", "remove", "switch")
_ALL = sql.SQL("SELECT coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {} t")


def contents() -> dict[str, str]:
    """What each watched table holds, as one number for each."""
    found = {}
    with tenancy.system(), connection.cursor() as cursor:
        for table in recording.watched():
            cursor.execute(_ALL.format(sql.Identifier(table)))
            found[table] = cursor.fetchone()[0]
    return found


def entries_by(who: UUID) -> int:
    with tenancy.system():
        return Entry.objects.filter(actor_id=who).count()


def test_every_change_through_every_address_is_recorded_under_the_person_who_asked() -> None:
    there = world()
    alice = there.cast.as_alice
    unrecorded, changed = [], 0
    for case in sorted((case for case in CASES if case.changes), key=_last_things_last):
        has_changed, is_recorded = _send(case, alice, there)
        changed += has_changed
        if has_changed and not is_recorded:
            unrecorded.append(case.name)

    assert [] == unrecorded
    assert 15 <= changed  # the walk did reach the services


def _last_things_last(case: Case) -> tuple[bool, bool]:
    return case.method == "DELETE", case.route.rstrip("/").endswith(LAST)


def _send(case: Case, browser: Client, there: World) -> tuple[bool, bool]:
    rest()
    before, entries = contents(), entries_by(there.cast.alice.pk)
    status = case.send(browser, there.ids).status_code
    assert status < 500, case.name
    return before != contents(), entries_by(there.cast.alice.pk) > entries


def test_a_service_that_forgets_its_fact_breaks_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    there = world()
    monkeypatch.setattr("assay.modules.ideas.services.lifecycle.publish", lambda _fact: None)  # the planted mistake
    browser = there.cast.as_alice
    browser.raise_request_exception = False

    answer = browser.post(f"/app/ideas/{there.ids['idea_id']}/archive/")

    assert 500 == answer.status_code
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ideas_idea WHERE archived_at IS NOT NULL AND id = %s", [there.ids["idea_id"]]
        )
        assert (0,) == cursor.fetchone()
