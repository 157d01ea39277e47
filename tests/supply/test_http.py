"""What staff see of it, accept of it, and what operators' machines read."""

import math
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from assay.config.commands.weaknesses import weaknesses as command
from assay.kernel import clock
from assay.launch.trouble import Trouble
from assay.modules.identity.api import Duty
from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.models import Weakness
from assay.modules.supply.queries.measures import look
from assay.modules.supply.services import readings
from assay.sandbox.osv.records import Records
from tests.backoffice.make import Colleague, colleague
from tests.supply.make import CVE, djangos, weakness_list

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
PLACE = "/staff/weaknesses/"
TOKEN = "of-the-tests-and-of-nothing-else"
REASON = "We do not call that function; the next release is out on Monday."


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Records]:
    with weakness_list(tmp_path) as records:
        yield records


@pytest.fixture
def eve() -> Colleague:
    return colleague()


def day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def known(listed: Records) -> str:
    listed.put(djangos())
    readings.read()
    return f"{PLACE}{Weakness.objects.get(package='django').pk}/"


def shown(eve: Colleague, place: str = PLACE) -> str:
    answer = eve.browser.get(place)
    assert 200 == answer.status_code
    return answer.content.decode()


def test_staff_see_what_is_known_and_accept_it_with_a_reason_until_a_day(listed: Records, eve: Colleague) -> None:
    place = known(listed)
    assert CVE in shown(eve)
    assert "Anybody may do anything." in shown(eve, place)

    answer = eve.browser.post(place, {"reason": REASON, "until": day(5)})

    assert (302, PLACE) == (answer.status_code, answer.headers["Location"])
    assert CVE not in shown(eve)
    assert CVE in shown(eve, f"{PLACE}?standing=accepted")
    assert REASON in shown(eve, place)
    assert eve.person.pk == Weakness.objects.get(package="django").accepted_by


@pytest.mark.parametrize(("reason", "days"), [("", 5), ("too short", 5), (REASON, -1), (REASON, 93), (REASON * 20, 5)])
def test_without_a_reason_or_a_day_to_come_nothing_is_accepted(
    listed: Records, eve: Colleague, reason: str, days: int
) -> None:
    place = known(listed)

    answer = eve.browser.post(place, {"reason": reason, "until": day(days)})

    assert 422 == answer.status_code
    assert 'role="alert"' in answer.content.decode()
    assert Weakness.objects.get(package="django").accepted_until is None


def test_what_is_gone_stays_readable_and_is_accepted_by_nobody(listed: Records, eve: Colleague) -> None:
    place = known(listed)
    listed.put(djangos(withdrawn="2020-01-01T00:00:00Z"))
    readings.read()

    assert "Gone since" in shown(eve, place)
    assert CVE in shown(eve, f"{PLACE}?standing=gone")
    assert 409 == eve.browser.post(place, {"reason": REASON, "until": day(5)}).status_code


def test_the_page_never_shows_an_empty_list_as_good_news_when_nobody_looked(listed: Records, eve: Colleague) -> None:
    assert "It was never read whole yet" in shown(eve)
    assert "nobody knows how things stand" in shown(eve)
    readings.read()
    assert "nobody knows how things stand" not in shown(eve)
    listed.mode = "failing"
    with pytest.raises(ReadingIncomplete):
        readings.read()
    assert "could not be read to its end" in shown(eve)


def test_support_does_not_decide_about_weaknesses() -> None:
    assert 403 == colleague(Duty.SUPPORT, name="Sam").browser.get(PLACE).status_code


def scrape(client: Client) -> dict[tuple[str, str], float]:
    with override_settings(METRICS_TOKENS=(TOKEN,)):
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    return {
        (sample.name, sample.labels.get("severity", "")): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
        if sample.name.startswith("assay_weakness")
    }


def test_a_list_that_was_never_read_is_infinitely_old(client: Client) -> None:
    assert math.inf == scrape(client)["assay_weakness_reading_seconds", ""]
    assert 0 == scrape(client)["assay_weakness_reading_complete", ""]
    assert not look().is_ok


def test_metrics_say_what_waits_and_how_old_the_reading_is(listed: Records, client: Client) -> None:
    readings.read()
    before = scrape(client)["assay_weaknesses_open", "critical"]
    listed.put(djangos())
    readings.read()

    found = scrape(client)
    assert before + 1 == found["assay_weaknesses_open", "critical"]
    assert 0 == found["assay_weaknesses_overdue", "critical"]
    assert 0 <= found["assay_weakness_reading_seconds", ""] < 60
    assert (1.0, True) == (found["assay_weakness_reading_complete", ""], look().is_ok)
    with clock.frozen(clock.now() + timedelta(days=2, minutes=1)):
        assert 1 == scrape(client)["assay_weaknesses_overdue", "critical"]
        assert 2 * 86_400 < scrape(client)["assay_weakness_reading_seconds", ""]
        assert not look().is_ok
        readings.read()
        assert not look().is_ok, "read again, and still past its day"


def test_a_reading_that_failed_is_red_at_once(listed: Records, client: Client) -> None:
    readings.read()
    listed.mode = "short"
    with pytest.raises(ReadingIncomplete):
        readings.read()

    assert 0 == scrape(client)["assay_weakness_reading_complete", ""]
    assert (False, True) == (look().is_ok, bool(look().detail["failure"]))


def test_every_alert_reads_a_number_that_is_measured_and_has_a_runbook(client: Client) -> None:
    alerts: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/alerts-weaknesses.yml").read_text("utf-8"))
    rules = alerts["groups"][0]["rules"]
    measured = {name for name, _ in scrape(client)}

    assert {"KnownWeakness", "SeriousWeakness", "WeaknessOverdue", "WeaknessesNotRead"} == {
        rule["alert"] for rule in rules
    }
    for rule in rules:
        assert any(name in rule["expr"] for name in measured), rule["expr"]
        assert (ROOT / rule["annotations"]["runbook"]).is_file()


def run(*words: str) -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(command, words)
    return done.exit_code, done.output, done.exception


def test_the_command_asks_now_and_fails_while_something_waits(listed: Records) -> None:
    with pytest.raises(Trouble, match="not read to its end"):
        raise run("--last")[2] or AssertionError
    listed.put(djangos())

    code, said, _ = run()

    assert 1 == code
    assert CVE in said
    assert "mended in 999.1" in said
    listed.mode = "failing"
    with pytest.raises(Trouble, match="could not be read to its end"):
        raise run()[2] or AssertionError
