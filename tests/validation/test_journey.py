"""From nothing to a verdict that moves, through HTTP and the real worker's code."""

import pytest

from assay.kernel import tenancy
from assay.kernel.testing import run_jobs
from assay.modules.ideas.api import IdeaId, list_page
from tests.identity.make import Cast, actor_for, cast

pytestmark = pytest.mark.django_db

GOAL = {
    "goal_type": "income",
    "goal_profit": "1500",
    "goal_month": "24",
    "affordable_loss": "8000",
    "cash": "10000",
    "hours_per_week": "15",
    "wage": "30",
    "risk": "balanced",
    "holds_licence": "unknown",
}
PRICE = {"price_low": "29", "price_likely": "39", "price_high": "49", "currency": "USD"}


@pytest.fixture
def crew() -> Cast:
    return cast()


def start(crew: Cast) -> IdeaId:
    crew.as_alice.post("/app/ideas/new/", {"name": "Shift swap", "archetype": "subscription", "stage": "raw"})
    with tenancy.scope(crew.workspace_id):
        (row,) = list_page(actor_for(crew.alice)).items
    return row.id


def answered(crew: Cast) -> IdeaId:
    idea, alice = start(crew), crew.as_alice
    alice.post(f"/app/ideas/{idea}/edit/customer/", {"role": "café manager", "type": "micro", "country": "US"})
    alice.post(f"/app/ideas/{idea}/edit/money/", PRICE)
    alice.post(f"/app/ideas/{idea}/edit/goal/", GOAL)
    return idea


def test_a_founder_comes_from_nothing_to_a_verdict_and_moves_it_with_evidence(crew: Cast) -> None:
    idea, alice = answered(crew), crew.as_alice
    answer = alice.post(f"/app/ideas/{idea}/edit/goal/", GOAL | {"finish": "1"})
    assert "Waiting for a free worker" in alice.get(answer["Location"]).content.decode()

    run_jobs()
    page = alice.get(f"/app/ideas/{idea}/").content.decode()
    assert "verdict--test" in page
    assert "Test this next" in page

    answer = alice.post(
        f"/app/ideas/{idea}/evidence/new/X12/D6/",
        {"k": "19", "n": "120", "recruitment": "cold", "registered": "on", "happened_on": "2026-11-20", "save": "1"},
    )
    assert 302 == answer.status_code
    run_jobs()
    page = alice.get(f"/app/ideas/{idea}/").content.decode()
    assert "What moved since the last verdict" in page
    assert "19 of 120" in alice.get(f"/app/ideas/{idea}/evidence/").content.decode()


def test_a_preview_shows_the_effect_and_saves_nothing(crew: Cast) -> None:
    idea, alice = answered(crew), crew.as_alice

    page = alice.post(
        f"/app/ideas/{idea}/evidence/new/X12/D6/",
        {"k": "19", "n": "120", "recruitment": "cold", "happened_on": "2026-11-20", "preview": "1"},
    ).content.decode()

    assert "Nothing is saved yet" in page
    assert "No evidence yet" in alice.get(f"/app/ideas/{idea}/evidence/").content.decode()


@pytest.mark.parametrize("step", ["idea", "customer", "problem", "offer", "money", "goal", "check"])
def test_every_step_shows_itself_and_charlie_gets_404(crew: Cast, step: str) -> None:
    idea = answered(crew)

    assert 200 == crew.as_alice.get(f"/app/ideas/{idea}/edit/{step}/").status_code
    assert 404 == crew.as_charlie.get(f"/app/ideas/{idea}/edit/{step}/").status_code
    assert 404 == crew.as_charlie.post(f"/app/ideas/{idea}/edit/{step}/", {"name": "mine"}).status_code


@pytest.mark.parametrize(
    "page", ["", "plan/", "history/", "evidence/", "evidence/new/", "evidence/new/X01/D1/", "report/"]
)
def test_every_page_of_a_judged_idea_shows_itself_and_charlie_gets_404(crew: Cast, page: str) -> None:
    idea, alice = answered(crew), crew.as_alice
    alice.post(f"/app/ideas/{idea}/runs/")
    run_jobs()

    assert 200 == alice.get(f"/app/ideas/{idea}/{page}").status_code
    assert 404 == crew.as_charlie.get(f"/app/ideas/{idea}/{page}").status_code
