"""A reading finds what is known against what runs here, says what is new, changed and gone, and never keeps silent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from assay.kernel import clock, tenancy
from assay.kernel.ids import new_id
from assay.kernel.testing import captured, published
from assay.modules.audit.models import Entry
from assay.modules.supply import tasks
from assay.modules.supply.errors import DayRefused, ReadingIncomplete, WeaknessIsGone, WeaknessNotFound
from assay.modules.supply.events import (
    ReadingFailed,
    ReadingTaken,
    WeaknessAccepted,
    WeaknessFound,
    WeaknessGone,
    WeaknessRated,
)
from assay.modules.supply.models import Reading, Weakness
from assay.modules.supply.queries.parts import running
from assay.modules.supply.queries.readings import find_last
from assay.modules.supply.queries.weaknesses import Standing, list_weaknesses
from assay.modules.supply.services import readings
from assay.modules.supply.services.accepting import accept
from assay.modules.supply.types import WeaknessId
from assay.sandbox.osv.records import Records
from tests.supply.make import CVE, djangos, stored, weakness_list

pytestmark = pytest.mark.django_db
REASON = "The function is not called by us; 6.1.4 is rolled out on Monday."


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Records]:
    with weakness_list(tmp_path) as records:
        yield records


def named(standing: Standing) -> list[str]:
    return [card.name for card in list_weaknesses(standing).items if card.part.name == "django"]


def accepted(*, days: int = 5) -> UUID:
    row = Weakness.objects.get(package="django")
    accept(WeaknessId(row.pk), until=clock.now() + timedelta(days=days), by=new_id(), reason=REASON)
    return row.pk


def test_a_planted_weakness_of_what_runs_here_is_found_and_said(listed: Records) -> None:
    readings.read()
    calm = len(stored())
    listed.put(djangos())
    with captured() as lines:
        readings.read()

    assert calm + 1 == len(stored())
    assert ("django", CVE, "critical") in stored()
    (found,) = [fact for fact in published(WeaknessFound) if fact.package == "django"]
    assert (CVE, version("django"), "critical") == (found.name, found.version, found.severity)
    assert ["django"] == [line["package"] for line in lines.named("weakness found")]
    with tenancy.system():
        assert Entry.objects.filter(name="supply.weakness_found.v1", objects_named__weakness_id=str(found.weakness_id))


def test_every_package_was_asked_for(listed: Records) -> None:
    del listed
    readings.read()

    inventory, last = running(), find_last()
    assert last is not None
    assert (len(inventory.parts) + len(inventory.unjudged), True) == (last.parts, last.is_complete)
    assert last.parts == published(ReadingTaken)[-1].parts


def test_a_second_reading_of_the_same_changes_nothing(listed: Records) -> None:
    listed.put(djangos())
    readings.read()
    before = list(Weakness.objects.order_by("id").values())
    readings.read()

    assert before == list(Weakness.objects.order_by("id").values())
    assert 1 == len([fact for fact in published(WeaknessFound) if fact.package == "django"])


def test_a_record_that_was_taken_back_is_no_weakness(listed: Records) -> None:
    listed.put(djangos(withdrawn="2020-01-01T00:00:00Z"))
    readings.read()

    assert [] == named(Standing.OPEN)


def test_what_is_mended_is_gone_and_what_comes_back_is_said_again(listed: Records) -> None:
    listed.put(djangos())
    readings.read()
    first = Weakness.objects.get(package="django").created_at
    listed.put(djangos(withdrawn="2020-01-01T00:00:00Z"))
    readings.read()

    assert ([], [CVE]) == (named(Standing.OPEN), named(Standing.GONE))
    assert [CVE] == [fact.name for fact in published(WeaknessGone)]
    listed.put(djangos())
    readings.read()
    assert ([CVE], []) == (named(Standing.OPEN), named(Standing.GONE))
    assert 2 == len([fact for fact in published(WeaknessFound) if fact.package == "django"])
    assert first == Weakness.objects.get(package="django").created_at


def test_a_weakness_that_gets_worse_is_said(listed: Records) -> None:
    listed.put(djangos(severity=[], database_specific={"severity": "LOW"}))
    readings.read()
    listed.put(djangos())
    readings.read()

    assert [(CVE, "critical")] == [(fact.name, fact.severity) for fact in published(WeaknessRated)]
    assert ("django", CVE, "critical") in stored()


@pytest.mark.parametrize("mode", ["failing", "short", "cut"])
def test_a_reading_that_does_not_end_changes_nothing_and_says_so(listed: Records, mode: str) -> None:
    listed.put(djangos())
    readings.read()
    before = stored()
    listed.mode = mode
    with pytest.raises(ReadingIncomplete):
        readings.read()

    last = find_last()
    assert last is not None
    assert (False, True) == (last.is_complete, bool(last.failure))
    assert before == stored()
    assert [last.failure] == [fact.reason for fact in published(ReadingFailed)]


def test_an_accepted_weakness_comes_back_after_its_day(listed: Records) -> None:
    listed.put(djangos())
    readings.read()
    accepted(days=5)

    assert ([], [CVE]) == (named(Standing.OPEN), named(Standing.ACCEPTED))
    assert [CVE] == [fact.name for fact in published(WeaknessAccepted)]
    readings.read()
    assert [] == named(Standing.OPEN), "another reading does not bring it back"
    with clock.frozen(clock.now() + timedelta(days=5, seconds=1)):
        assert ([CVE], []) == (named(Standing.OPEN), named(Standing.ACCEPTED))


def test_nothing_is_accepted_for_ever_and_nothing_that_is_gone(listed: Records) -> None:
    listed.put(djangos())
    readings.read()
    for days in (-1, 93):
        with pytest.raises(DayRefused):
            accepted(days=days)
    listed.put(djangos(withdrawn="2020-01-01T00:00:00Z"))
    readings.read()
    with pytest.raises(WeaknessIsGone):
        accepted()
    with pytest.raises(WeaknessNotFound):
        accept(WeaknessId(new_id()), until=clock.now() + timedelta(days=1), by=new_id(), reason=REASON)


def test_the_job_asks_once_a_day_and_hourly_while_it_fails(listed: Records) -> None:
    tasks.read.run()
    tasks.read.run()
    assert 1 == Reading.objects.count()

    with clock.frozen(clock.now() + timedelta(hours=20)):
        listed.mode = "failing"
        with pytest.raises(ReadingIncomplete):
            tasks.read.run()
        listed.mode = "well"
        tasks.read.run()
        tasks.read.run()
    assert [True, False, True] == list(Reading.objects.order_by("id").values_list("is_complete", flat=True))


def test_a_reading_that_began_before_another_undoes_nothing(listed: Records) -> None:
    listed.put(djangos())
    readings.read()
    listed.put(djangos(withdrawn="2020-01-01T00:00:00Z"))
    with clock.frozen(clock.now() - timedelta(minutes=1)):
        readings.read()

    assert [CVE] == named(Standing.OPEN)


@pytest.mark.django_db(transaction=True)
def test_two_readings_at_once_find_it_once(listed: Records) -> None:
    listed.put(djangos())

    def read(_: int) -> int:
        try:
            return readings.read()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert 1 == len(set(pool.map(read, range(4)))), "each of them came to its end, with the same"

    assert 1 == Weakness.objects.filter(package="django").count()
    assert 1 == len([fact for fact in published(WeaknessFound) if fact.package == "django"])
