"""A search is opened once, finished or given up; whatever it offers can be opened and read as an idea."""

import pytest

from assay.engine.discovery import Experience, Network, Profile, SkillLevel, idea_from
from assay.engine.inputs import CustomerType, IdeaInput
from assay.engine.validate import check
from assay.kernel import tenancy, wire
from assay.kernel.testing import published, queued, run_jobs
from assay.modules.discovery import models, services, tasks
from assay.modules.discovery.api import DiscoveryRun, RunStatus, get_result, get_run, open_as_idea, open_run
from assay.modules.discovery.errors import OpportunityNotFound, RunNotFinished
from assay.modules.discovery.events import DiscoveryFinished
from assay.modules.discovery.queries import catalogue
from assay.modules.founders.errors import NoProfileYet
from assay.modules.founders.services import save_profile
from assay.modules.identity.api import Actor
from tests.discovery.make import PROFILE, searched
from tests.identity.make import Cast, actor_for, cast

pytestmark = pytest.mark.django_db
EVERYTHING = Profile(
    country="US",
    hours_per_week=112,
    cash=1e12,
    affordable_loss=1e12,
    income_target=1e12,
    wage=1e12,
    deadline_months=120,
    interests="x" * 1_000,
    skills=(SkillLevel(skill="sales", level=5),),
    experience=(Experience(sector="23", years=70),),
    networks=(Network(customer=CustomerType.MICRO, people=1_000_000),),
)


@pytest.fixture
def crew() -> Cast:
    return cast()


def owner(crew: Cast) -> Actor:
    return actor_for(crew.alice, workspace_id=crew.workspace_id)


def opened(crew: Cast) -> DiscoveryRun:
    with tenancy.scope(crew.workspace_id):
        save_profile(owner(crew), PROFILE)
        return open_run(owner(crew))


@pytest.mark.parametrize("profile", [Profile(), PROFILE, EVERYTHING], ids=["nothing said", "usual", "every limit"])
def test_every_entry_opens_as_an_idea_that_can_be_read_and_judged(profile: Profile) -> None:
    for entry in catalogue().entries:
        answers = idea_from(entry, profile)

        assert answers == wire.loads(IdeaInput, wire.dumps(answers)), entry.id
        assert () == check(answers), entry.id


def test_without_a_profile_there_is_nothing_to_search_with(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id), pytest.raises(NoProfileYet):
        open_run(owner(crew))

    assert 404 == crew.as_alice.post("/app/discover/").status_code
    assert 404 == crew.as_alice.post("/api/v1/discovery-runs").status_code


def test_an_equal_profile_gives_the_search_that_stands_and_another_one_a_new(crew: Cast) -> None:
    first = opened(crew)

    with tenancy.scope(crew.workspace_id):
        again = open_run(owner(crew))
        save_profile(owner(crew), Profile(cash=5))
        other = open_run(owner(crew))

    assert first.id == again.id != other.id
    assert 2 == len(queued("discovery.carry_out"))


def test_a_search_shows_each_of_its_states(crew: Cast) -> None:
    run = opened(crew)
    alice, address = crew.as_alice, f"/app/discover/{run.id}/"

    assert "Looking for what fits you" in alice.get(address).content.decode()
    assert 409 == alice.get(f"/api/v1/discovery-runs/{run.id}/result").status_code
    run_jobs()
    assert 10 == len(alice.get(address).context["cards"])
    assert 10 == len(alice.get(f"/api/v1/discovery-runs/{run.id}/result").json()["candidates"])
    assert [run.id] == [fact.run_id for fact in published(DiscoveryFinished)]


def test_a_search_that_was_given_up_says_so_and_can_be_repeated(crew: Cast) -> None:
    run = opened(crew)
    with tenancy.scope(crew.workspace_id):
        tasks.give_up(run_id=str(run.id))
        with pytest.raises(RunNotFinished):
            get_result(owner(crew), run.id)

    page = crew.as_alice.get(f"/app/discover/{run.id}/").content.decode()
    again = crew.as_alice.post("/app/discover/")

    assert "The search did not finish" in page
    assert str(run.id) not in again["Location"]


def test_what_is_over_stays_as_it_is(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        run = searched(owner(crew))
        services.carry_out(run.id)
        services.give_up(run.id)

        assert RunStatus.DONE == get_run(owner(crew), run.id).status
        models.DiscoveryRun.objects.all().delete()
        services.carry_out(run.id)
        services.give_up(run.id)
    assert 1 == len(published(DiscoveryFinished))


def test_a_search_that_finishes_after_it_was_given_up_stays_given_up(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        done = get_result(owner(crew), searched(owner(crew)).id)
        save_profile(owner(crew), Profile(cash=5))
        run = open_run(owner(crew))
        services.give_up(run.id)
        services._finish(run.id, done)

        assert RunStatus.FAILED == get_run(owner(crew), run.id).status


def test_an_entry_opens_without_a_profile_too_and_an_unknown_one_does_not(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        open_as_idea(owner(crew), catalogue().entries[0].id)
        with pytest.raises(OpportunityNotFound):
            open_as_idea(owner(crew), "no-such-entry")
