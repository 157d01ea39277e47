"""Who is seen at two places that lie too far apart for the time between is noticed; whoever travels is not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings

from assay.kernel import clock
from assay.kernel.testing import published
from assay.modules.identity.events.sessions import SessionMoved, TravelImpossible
from assay.modules.identity.models import Session
from assay.modules.identity.policy.sessions import FASTEST, NEAR, kilometres, leap
from assay.modules.identity.types.sessions import Sighting
from tests.identity.make import browser, person, sign_in
from tests.identity.mmdb import database

BERLIN, NEW_YORK, HANNOVER = (52.52, 13.405), (40.7128, -74.006), (52.3759, 9.732)
HOME, AWAY, NEARBY, UNPLACED = "203.0.113.9", "198.51.100.9", "192.0.2.9", "198.18.0.9"


@pytest.fixture
def places(tmp_path: Path) -> Iterator[None]:
    """The operator's file of places knows where three of four networks are."""
    path = tmp_path / "places.mmdb"
    names = {
        "203.0.113.0/24": ("Berlin", "Germany"),
        "198.51.100.0/24": ("New York", "United States"),
        "192.0.2.0/24": ("Hannover", "Germany"),
        "198.18.0.0/24": ("", "Germany"),
    }
    degrees = dict(zip(names, (BERLIN, NEW_YORK, HANNOVER), strict=False))
    path.write_bytes(database(names, degrees=degrees))
    with override_settings(GEOIP_DATABASE=str(path)):
        yield


@pytest.mark.parametrize(
    ("one", "other", "far"), [(BERLIN, NEW_YORK, 6385), (BERLIN, BERLIN, 0), ((0, 0), (0, 180), 20_015)]
)
def test_the_way_between_two_places(one: tuple[float, float], other: tuple[float, float], far: float) -> None:
    assert far == pytest.approx(kilometres(one, other), abs=2)


@pytest.mark.parametrize(("hours", "is_found"), [(0.0, True), (6.3, True), (6.5, False), (-1.0, True)])
def test_an_airliner_is_the_fastest(hours: float, *, is_found: bool) -> None:
    now = clock.now()
    before = [Sighting(seen_at=now - timedelta(hours=hours), degrees=BERLIN)]
    assert is_found is (leap(NEW_YORK, before=before, now=now) is not None)
    assert 6385 / FASTEST == pytest.approx(6.385)


def test_whoever_was_near_before_may_be_in_two_places() -> None:
    now = clock.now()
    before = [Sighting(seen_at=now, degrees=NEW_YORK), Sighting(seen_at=now - timedelta(days=2), degrees=HANNOVER)]
    assert kilometres(BERLIN, HANNOVER) < NEAR
    assert leap(BERLIN, before=before, now=now) is None
    assert leap(BERLIN, before=before[:1], now=now) is not None
    assert leap(BERLIN, before=[], now=now) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_sign_in_from_too_far_away_is_a_fact_once() -> None:
    ada = person()
    sign_in(ada, browser(network=HOME))
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        sign_in(ada, browser(network=NEARBY))
        assert [] == published(TravelImpossible)
        for _ in range(2):
            sign_in(ada, browser(network=AWAY))

    (fact,) = published(TravelImpossible)
    assert (ada.pk, 0) == (fact.person_id, fact.minutes)
    assert fact.kilometres == pytest.approx(kilometres(HANNOVER, NEW_YORK), abs=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_whoever_took_a_flight_and_whoever_is_nowhere_known_is_left_alone() -> None:
    ada = person()
    sign_in(ada, browser(network=HOME))
    sign_in(ada, browser(network=UNPLACED))
    with clock.frozen(clock.now() + timedelta(hours=7)):
        sign_in(ada, browser(network=AWAY))
    sign_in(person(), browser(network=AWAY))
    assert [] == published(TravelImpossible)


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_session_that_goes_on_from_too_far_away_is_a_fact() -> None:
    ada = person()
    client = sign_in(ada, browser(network=HOME))
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        client.defaults["REMOTE_ADDR"] = AWAY
        client.get("/app/settings/")
        client.get("/app/settings/")

    assert 1 == len(published(SessionMoved))
    (fact,) = published(TravelImpossible)
    assert (6, Session.objects.get(person=ada).pk) == (fact.minutes, fact.session_id)


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_places_are_kept_sealed() -> None:
    client: Client = sign_in(person(), browser(network=HOME))
    assert "Berlin, Germany" == client.get("/api/v1/sessions").json()[0]["place"]
    assert "Berlin" not in Session.objects.exclude(place="").get().place
