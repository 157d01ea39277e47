"""A plan's limit holds, for parallel requests too, and says where a larger plan is."""

from typing import Any

import pytest
from django.db import connections

from assay.kernel import tenancy
from assay.modules.billing.api import PlanLimit
from assay.modules.billing.policy.catalogue import PLANS
from assay.modules.billing.types import PlanKey
from assay.modules.ideas.models import Idea
from assay.modules.ideas.services.lifecycle import archive, create, restore
from assay.modules.ideas.types import IdeaId, NewIdea
from assay.modules.identity.api import Actor
from assay.sandbox.stripe.world import World
from tests.billing.make import paid
from tests.billing.test_crashes import at_once
from tests.identity.make import Cast

DRAFT: Any = {}
FREE = PLANS[PlanKey.FREE].ideas


def another(alice: Actor, number: int = 0) -> IdeaId:
    """Make one idea more."""
    with tenancy.scope(alice.workspace_id):
        return create(alice, NewIdea(name=f"Idea {number}", sentence="", draft=DRAFT))


def filled(alice: Actor, count: int) -> list[IdeaId]:
    """Ideas up to a number."""
    return [another(alice, number) for number in range(count)]


@pytest.mark.django_db
def test_the_free_plan_ends_where_it_says_and_a_larger_one_goes_on(alice: Actor, world: World) -> None:
    ideas = filled(alice, FREE)
    with pytest.raises(PlanLimit, match=f"allows {FREE} ideas"):
        another(alice)
    with tenancy.scope(alice.workspace_id):
        archive(alice, ideas[0])
    another(alice)
    with tenancy.scope(alice.workspace_id), pytest.raises(PlanLimit):
        restore(alice, ideas[0])

    paid(alice, world)

    with tenancy.scope(alice.workspace_id):
        restore(alice, ideas[0])
        assert FREE + 1 == Idea.objects.filter(archived_at=None).count()


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_the_page_says_it_where_a_larger_plan_is(people: Cast, alice: Actor) -> None:
    filled(alice, FREE)

    answer = people.as_alice.post(
        "/app/ideas/new/", {"name": "One more", "archetype": "subscription", "stage": "raw"}, follow=True
    )

    assert [("/app/settings/billing/", 302)] == answer.redirect_chain
    page = answer.content.decode()
    assert f"allows {FREE} ideas in work at a time" in page
    assert "Choose a plan" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_the_interface_says_it_as_a_problem(people: Cast, alice: Actor) -> None:
    filled(alice, FREE)

    answer = people.as_alice.post("/api/v1/ideas", {"name": "One more"}, content_type="application/json")

    assert (409, "billing.PlanLimit") == (answer.status_code, answer.json()["type"].rpartition("/")[2])


@pytest.mark.django_db
def test_where_nothing_is_sold_nothing_is_limited(alice: Actor) -> None:
    assert FREE + 1 == len(filled(alice, FREE + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("world")
@pytest.mark.slow(reason="several connections at once")
def test_parallel_requests_do_not_pass_the_limit(alice: Actor) -> None:
    filled(alice, FREE - 1)
    connections.close_all()

    found = at_once(*[lambda: another(alice)] * 4)

    assert 3 == sum(isinstance(one, PlanLimit) for one in found)
    with tenancy.scope(alice.workspace_id):
        assert FREE == Idea.objects.count()
