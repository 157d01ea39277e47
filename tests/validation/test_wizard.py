"""What the wizard asks, what it shows for "don't know", and that an archived idea only shows."""

import re

import pytest

from assay.kernel import tenancy
from assay.modules.ideas import api as ideas
from assay.modules.ideas.api import IdeaId
from assay.modules.ideas.services.lifecycle import archive, restore
from assay.modules.validation.queries.answers import read_answers
from assay.web.format import NBSP
from tests.identity.make import Cast, actor_for, cast
from tests.validation.make import answered, logged

pytestmark = pytest.mark.django_db
PRICE = {"price_low": "80", "price_likely": "100", "price_high": "120", "currency": "USD"}
COST = {"unit_cost_low": "20", "unit_cost_likely": "30", "unit_cost_high": "40"}
STEPS = ("idea", "customer", "problem", "offer", "money", "goal", "check")
SOURCE = re.compile(r'data-q="default\.(\w+)" value="([^"]*)"[^>]*>[^<]*</data> <span class="range__source">([^<]*)<')


@pytest.fixture
def crew() -> Cast:
    return cast()


@pytest.fixture
def idea(crew: Cast) -> IdeaId:
    with tenancy.scope(crew.workspace_id):
        return answered(actor_for(crew.alice, workspace_id=crew.workspace_id))


def shown(crew: Cast, idea: IdeaId, step: str) -> str:
    return crew.as_alice.get(f"/app/ideas/{idea}/edit/{step}/").text


def defaults(crew: Cast, idea: IdeaId, step: str) -> dict[str, tuple[str, str]]:
    """What stands under each field for "don't know", by name: the number and its source."""
    return {name: (text, source) for name, text, source in SOURCE.findall(shown(crew, idea, step).replace(NBSP, " "))}


def test_the_margin_follows_from_what_one_sale_costs(crew: Cast, idea: IdeaId) -> None:
    assert 302 == crew.as_alice.post(f"/app/ideas/{idea}/edit/money/", PRICE | COST).status_code

    text, source = defaults(crew, idea, "money")["V2"]

    assert ("60% – 80%", "follows from what one sale costs you, at the likely price") == (text, source)
    assert 'value="30"' in shown(crew, idea, "money")


def test_what_one_sale_costs_follows_from_the_margin_given_or_default(crew: Cast, idea: IdeaId) -> None:
    crew.as_alice.post(f"/app/ideas/{idea}/edit/money/", PRICE)
    by_default = defaults(crew, idea, "money")["unit_cost"]
    margin = {"gross_margin_low": "60", "gross_margin_likely": "70", "gross_margin_high": "80"}
    crew.as_alice.post(f"/app/ideas/{idea}/edit/money/", PRICE | margin)

    assert "follows from the default share, at the likely price" == by_default[1]
    assert ("$20 – $40", "follows from your share, at the likely price") == defaults(crew, idea, "money")["unit_cost"]


def test_without_a_price_neither_follows(crew: Cast, idea: IdeaId) -> None:
    crew.as_alice.post(f"/app/ideas/{idea}/edit/money/", COST | {"currency": "USD"})

    found = defaults(crew, idea, "money")

    assert "unit_cost" not in found
    assert "follows" not in found["V2"][1]


def test_the_trade_is_asked_and_kept_even_where_a_program_set_one_that_the_list_lacks(crew: Cast, idea: IdeaId) -> None:
    address, named = f"/app/ideas/{idea}/edit/idea/", {"name": "Swap", "archetype": "subscription", "stage": "raw"}
    seen = []
    for sector in ("23", ""):
        crew.as_alice.post(address, named | {"sector": sector})
        seen.append(stored_sector(crew, idea))
    api = f"/api/v1/ideas/{idea}/answers"
    answers = crew.as_alice.get(api).json() | {"sector": "99"}
    assert 204 == crew.as_alice.put(api, answers, content_type="application/json").status_code
    crew.as_alice.post(address, named | {"sector": ""})

    assert ["23", None, "99"] == [*seen, stored_sector(crew, idea)]
    assert 422 == crew.as_alice.post(address, named | {"sector": "cafés"}).status_code


def test_an_idea_from_the_catalogue_brings_its_trade(crew: Cast) -> None:
    known = crew.as_alice.get("/api/v1/opportunities/age-proof-home-planning").json()["entry"]
    crew.as_alice.post("/app/profile/", {"currency": "USD", "goal_month": "24", "risk": "bold"})
    made = crew.as_alice.post("/app/discover/open/age-proof-home-planning/")["Location"]

    page = crew.as_alice.get(f"/app/ideas/{made.split('/')[3]}/edit/idea/")

    assert known["sector"] == page.context["form"]["sector"].value()
    assert f'value="{known["sector"]}" selected' in page.text


def stored_sector(crew: Cast, idea: IdeaId) -> str | None:
    with tenancy.scope(crew.workspace_id):
        return read_answers(ideas.get(actor_for(crew.alice, workspace_id=crew.workspace_id), idea).draft).sector


def test_hours_money_and_wage_show_what_is_used_when_they_stay_empty(crew: Cast, idea: IdeaId) -> None:
    goal = {"goal_type": "income", "goal_month": "24", "risk": "bold", "holds_licence": "unknown"}
    crew.as_alice.post(f"/app/ideas/{idea}/edit/goal/", goal)
    without_goal = defaults(crew, idea, "goal")
    crew.as_alice.post(f"/app/ideas/{idea}/edit/goal/", goal | {"goal_profit": "1300", "hours_per_week": "15"})
    with_goal = defaults(crew, idea, "goal")

    assert {"hours_per_week", "cash", "wage"} == set(with_goal)
    assert all(source for _text, source in with_goal.values())
    assert "as much as it takes" == with_goal["cash"][0]
    assert with_goal["hours_per_week"][0].startswith("10")
    assert "half of what an hour earns at your goal" == without_goal["wage"][0]
    assert with_goal["wage"][0].startswith("$10")  # 1300 / (15 h · 52 / 12 weeks) / 2
    assert 'aria-describedby="id_cash_default"' in shown(crew, idea, "goal")


@pytest.mark.parametrize("step", STEPS)
def test_an_archived_idea_shows_its_answers_and_takes_none(crew: Cast, idea: IdeaId, step: str) -> None:
    rows = {"alternatives-TOTAL_FORMS": "1", "alternatives-INITIAL_FORMS": "0", "dependencies-TOTAL_FORMS": "0"}
    rows |= {"alternatives-0-name": "Phone calls", "alternatives-0-price": "12", "dependencies-INITIAL_FORMS": "0"}
    assert 302 == crew.as_alice.post(f"/app/ideas/{idea}/edit/offer/", rows | {"solution": "An app"}).status_code
    chosen = {"reason_D1": "We know it"}
    assert 302 == crew.as_alice.post(f"/app/ideas/{idea}/edit/check/", chosen | {"stay": "1"}).status_code
    alice = actor_for(crew.alice, workspace_id=crew.workspace_id)
    with tenancy.scope(crew.workspace_id):
        archive(alice, idea)

    page = shown(crew, idea, step)
    (main,) = re.findall(r"<main.*</main>", page, re.DOTALL)
    words = {"customer": "café manager", "money": "29 – 39 – 49 USD", "goal": "Income", "offer": "Phone calls"}
    words |= {"idea": "Subscription software", "check": "We know it", "problem": "Their problem"}

    assert [] == re.findall(r"<(?:select|textarea|input(?! type=\"hidden\"))[^>]*>", main)
    assert "Restore it" in main
    assert 409 == crew.as_alice.post(f"/app/ideas/{idea}/edit/{step}/", {}).status_code
    assert words[step].lower() in main.lower()
    with tenancy.scope(crew.workspace_id):
        restore(alice, idea)
    assert "data-wizard" in shown(crew, idea, step)


@pytest.mark.parametrize("rest", ["evidence/new/", "evidence/new/X12/D6/", "evidence/{row}/correct/", "evidence/"])
def test_evidence_of_an_archived_idea_offers_to_restore_it_and_no_fields(crew: Cast, idea: IdeaId, rest: str) -> None:
    alice = actor_for(crew.alice, workspace_id=crew.workspace_id)
    with tenancy.scope(crew.workspace_id):
        row = logged(alice, idea)
        archive(alice, idea)

    page = crew.as_alice.get(f"/app/ideas/{idea}/{rest.format(row=row)}").text
    (main,) = re.findall(r"<main.*</main>", page, re.DOTALL)

    assert "Restore it" in main
    assert [] == re.findall(r"<(?:select|textarea|input(?! type=\"hidden\"))[^>]*>", main)
    assert [] == re.findall(r'href="[^"]*/evidence/(?:new|[0-9a-f-]{36})', main)
