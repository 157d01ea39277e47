"""A profile is saved in versions, one of its own per person, and nothing that the page does not show is lost."""

import json

import pytest

from assay.engine.discovery import Network, Profile, SkillLevel
from assay.engine.inputs import CustomerType
from assay.kernel import tenancy
from assay.kernel.testing import published
from assay.modules.founders.api import find_profile
from assay.modules.founders.events import ProfileSaved
from assay.modules.founders.services import save_profile
from assay.modules.identity.api import Actor
from tests.identity.make import Cast, actor_for, cast

pytestmark = pytest.mark.django_db
POSTED = {"currency": "EUR", "goal_month": "24", "risk": "bold"}


@pytest.fixture
def crew() -> Cast:
    return cast()


def owner(crew: Cast) -> Actor:
    return actor_for(crew.alice, workspace_id=crew.workspace_id)


def stands(crew: Cast) -> Profile:
    with tenancy.scope(crew.workspace_id):
        found = find_profile(owner(crew))
    assert found is not None
    return found.profile


def test_saving_the_same_twice_makes_one_version(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        first = save_profile(owner(crew), Profile(cash=5))
        again = save_profile(owner(crew), Profile(cash=5))
        other = save_profile(owner(crew), Profile(cash=6))

    assert (1, 1, 2) == (first.number, again.number, other.number)
    assert [first.id, other.id] == [fact.profile_id for fact in published(ProfileSaved)]


def test_what_was_posted_is_what_the_page_shows_again(crew: Cast) -> None:
    posted = POSTED | {"cash": "100", "affordable_loss": "50", "skill_sales": "3", "years_23": "2", "people_micro": "7"}
    assert 302 == crew.as_alice.post("/app/profile/", posted | {"languages": "de, EN", "country": "DE"}).status_code

    initial = crew.as_alice.get("/app/profile/").context["form"].initial

    assert ("EUR", 100, "DE") == (initial["currency"], initial["cash"], initial["country"])
    assert (3, 2, 7) == (initial["skill_sales"], initial["years_23"], initial["people_micro"])
    assert ("de", "en") == tuple(initial["languages"])


def test_what_shows_a_skill_is_posted_shown_and_changed_with_its_rating(crew: Cast) -> None:
    crew.as_alice.post("/app/profile/", POSTED | {"skill_sales": "3", "note_sales": "two years of cold calls"})
    page = crew.as_alice.get("/app/profile/")
    assert "two years of cold calls" == page.context["form"]["note_sales"].value()
    assert 'value="two years of cold calls"' in page.text

    crew.as_alice.post("/app/profile/", POSTED | {"skill_sales": "3", "note_sales": ""})

    assert (SkillLevel(skill="sales", level=3),) == stands(crew).skills


def test_what_the_page_does_not_show_is_kept(crew: Cast) -> None:
    kept = Network(customer=CustomerType.MICRO, people=9, sector="23")
    with tenancy.scope(crew.workspace_id):
        noted = SkillLevel(skill="sales", level=2, note="two years of cold calls")
        save_profile(owner(crew), Profile(skills=(noted,), networks=(kept,)))

    crew.as_alice.post("/app/profile/", POSTED | {"skill_sales": "4", "note_sales": "now paid"})

    assert (SkillLevel(skill="sales", level=4, note="now paid"),) == stands(crew).skills
    assert (kept,) == stands(crew).networks


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cash": "10", "affordable_loss": "11"}, "affordable_loss"),
        ({"languages": "de, klingon"}, "languages"),
        ({"hours_per_week": "113"}, "hours_per_week"),
        ({"cash": "-1"}, "cash"),
        ({"country": "XX"}, "country"),
        ({"skill_sales": "6"}, "skill_sales"),
        ({"note_sales": "I sold things"}, "skill_sales"),
        ({"skill_sales": "2", "note_sales": "x" * 241}, "note_sales"),
        ({"licences": "driving"}, "licences"),
    ],
)
def test_each_fault_stands_at_its_field_and_nothing_is_saved(crew: Cast, changes: dict[str, str], field: str) -> None:
    answer = crew.as_alice.post("/app/profile/", POSTED | changes)

    assert 422 == answer.status_code
    assert [field] == list(answer.context["form"].errors)
    with tenancy.scope(crew.workspace_id):
        assert find_profile(owner(crew)) is None


def test_each_person_of_a_workspace_has_a_profile_of_their_own(crew: Cast) -> None:
    crew.as_alice.post("/app/profile/", POSTED | {"cash": "100"})
    crew.as_bob.post("/app/profile/", POSTED | {"cash": "7"})

    assert 100 == stands(crew).cash
    assert 7 == crew.as_bob.get("/api/v1/profile").json()["profile"]["cash"]


def test_programs_read_404_before_the_first_save_and_a_version_afterwards(crew: Cast) -> None:
    alice = crew.as_alice
    assert 404 == alice.get("/api/v1/profile").status_code

    put = alice.put("/api/v1/profile", json.dumps({"cash": 5}), content_type="application/json")

    assert (200, 1) == (put.status_code, put.json()["number"])
    assert put.json() == alice.get("/api/v1/profile").json()
