"""A run is opened once, carried out, finished or given up; pages and programs are told honestly how it stands."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connections

from assay.engine.result import Stage
from assay.engine.validate import validate
from assay.kernel import tenancy
from assay.kernel.testing import published, queued
from assay.modules.ideas.api import IdeaId, get, list_standings
from assay.modules.ideas.errors import DraftMoved
from assay.modules.ideas.services.lifecycle import archive
from assay.modules.identity.api import Actor
from assay.modules.validation import models, tasks
from assay.modules.validation.api import NoRunYet, Run, RunStatus, Trigger, carry_out, get_run, latest_done, open_run
from assay.modules.validation.events import RunFailed, RunFinished, RunOpened
from assay.modules.validation.services import explaining, runs
from assay.modules.validation.services.answers import change_answers
from tests.identity.make import Cast, actor_for, cast, person
from tests.validation.make import ANSWERS, answered, judged, logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Cast:
    return cast()


def owner(crew: Cast) -> Actor:
    return actor_for(crew.alice, workspace_id=crew.workspace_id)


def opened(crew: Cast) -> tuple[IdeaId, Run]:
    with tenancy.scope(crew.workspace_id):
        idea = answered(owner(crew))
        return idea, open_run(owner(crew), idea, trigger=Trigger.WIZARD)


def test_opening_twice_gives_one_run_and_one_job(crew: Cast) -> None:
    idea, run = opened(crew)

    with tenancy.scope(crew.workspace_id):
        again = open_run(owner(crew), idea, trigger=Trigger.REPEAT)

    assert run.id == again.id
    assert [{"run_id": str(run.id)}] == [job.call for job in queued("validation.carry_out")]
    assert [run.id] == [fact.run_id for fact in published(RunOpened)]


def test_a_finished_run_stands_until_something_changes(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        idea = answered(owner(crew))
        first = judged(owner(crew), idea)
        assert first.id == open_run(owner(crew), idea, trigger=Trigger.REPEAT).id
        logged(owner(crew), idea)
        second = open_run(owner(crew), idea, trigger=Trigger.EVIDENCE)

    assert first.id != second.id
    assert (0, 1) == (first.ledger_length, second.ledger_length)


def test_what_was_done_already_is_not_done_again(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        idea = answered(owner(crew))
        run = judged(owner(crew), idea)
        carry_out(run.id)
        runs.give_up(run.id)

        assert RunStatus.DONE == get_run(owner(crew), run.id).status
        assert 1 == len(list_standings(owner(crew), idea))
    assert 1 == len(published(RunFinished))
    assert [] == published(RunFailed)


def test_a_run_that_finishes_after_it_was_given_up_stays_given_up(crew: Cast) -> None:
    idea, run = opened(crew)
    with tenancy.scope(crew.workspace_id):
        work = runs._start(run.id)
        assert work is not None
        other = judged(owner(crew), answered(owner(crew), name="Another"))
        runs.give_up(run.id)
        runs._finish(work, validate(ANSWERS, draws=1_024))

        assert RunStatus.FAILED == get_run(owner(crew), run.id).status
        assert () == list_standings(owner(crew), idea)
        assert [other.id] == [fact.run_id for fact in published(RunFinished)]


def test_the_page_of_a_failed_run_says_so_and_repeats_it(crew: Cast) -> None:
    idea, run = opened(crew)
    with tenancy.scope(crew.workspace_id):
        tasks.give_up(run_id=str(run.id))
    alice, address = crew.as_alice, f"/app/ideas/{idea}/runs/"

    page = alice.get(f"{address}{run.id}/").content.decode()
    assert "The run did not finish" in page
    assert "Nothing you entered is lost" in page
    assert f'action="{address}"' in page

    answer = alice.post(address)
    assert 302 == answer.status_code
    assert str(run.id) not in answer["Location"]
    assert [run.id] == [fact.run_id for fact in published(RunFailed)]


def test_a_job_of_a_run_that_is_gone_does_nothing(crew: Cast) -> None:
    idea, run = opened(crew)
    with tenancy.scope(crew.workspace_id):
        models.Run.objects.filter(idea_id=idea).delete()
        carry_out(run.id)
        runs.give_up(run.id)
        explaining.explain(run.id)

    assert [] == published(RunFinished)


def test_programs_see_each_state_of_a_run(crew: Cast) -> None:
    _idea, run = opened(crew)
    alice, address = crew.as_alice, f"/api/v1/runs/{run.id}"

    assert "queued" == alice.get(address).json()["status"]
    assert 409 == alice.get(f"{address}/result").status_code
    with tenancy.scope(crew.workspace_id):
        runs._start(run.id)
        runs._note_stage(run.id, Stage.SIMULATION)
    assert ("running", "simulation") == tuple(alice.get(address).json()[key] for key in ("status", "stage"))


@pytest.mark.parametrize("stage", ["checked", "simulation", "report", "no such stage"])
def test_the_page_of_a_run_shows_how_far_it_is(crew: Cast, stage: str) -> None:
    idea, run = opened(crew)
    with tenancy.scope(crew.workspace_id):
        models.Run.objects.update(status=RunStatus.RUNNING, stage=stage)

    answer = crew.as_alice.get(f"/app/ideas/{idea}/runs/{run.id}/state/")

    assert (200, "no-store") == (answer.status_code, answer["Cache-Control"])


def test_an_idea_with_a_run_under_way_leads_to_it(crew: Cast) -> None:
    idea, run = opened(crew)

    assert f"/app/ideas/{idea}/runs/{run.id}/" in crew.as_alice.get(f"/app/ideas/{idea}/").content.decode()


def test_a_verdict_over_older_answers_says_that_it_is_old(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        idea = answered(owner(crew))
        judged(owner(crew), idea)
    alice, address = crew.as_alice, f"/app/ideas/{idea}/"
    before = alice.get(address).context["is_stale"]

    alice.post(f"{address}edit/customer/", {"role": "somebody else", "type": "micro", "country": "US"})

    assert (False, True) == (before, alice.get(address).context["is_stale"])


def test_nothing_to_report_on_is_said_as_404_with_the_reason(crew: Cast) -> None:
    idea, _run = opened(crew)

    with tenancy.scope(crew.workspace_id), pytest.raises(NoRunYet):
        latest_done(owner(crew), idea)
    assert 404 == crew.as_alice.get(f"/app/ideas/{idea}/report.json").status_code


def test_an_archived_idea_is_read_and_never_changed(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        idea = answered(owner(crew))
        evidence = logged(owner(crew), idea)
        judged(owner(crew), idea)
        archive(owner(crew), idea)
    alice, wrong = crew.as_alice, dict[str, int]()
    row = {"k": "19", "n": "120", "recruitment": "cold", "happened_on": "2026-11-20"}
    for rest, sent in {
        "runs/": {},
        "edit/customer/": {"role": "other"},
        "evidence/new/X12/D6/": row,
        f"evidence/{evidence}/correct/": row,
        "notes/": {"body": "late"},
        "actions/": {"text": "late"},
    }.items():
        status = alice.post(f"/app/ideas/{idea}/{rest}", sent).status_code
        wrong |= {} if status == 409 else {rest: status}
    for rest in ("", "plan/", "history/", "evidence/", "notes/", "actions/", "edit/customer/", "report.json"):
        status = alice.get(f"/app/ideas/{idea}/{rest}").status_code
        wrong |= {} if status == 200 else {rest: status}

    assert {} == wrong


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_run_at_once_get_the_same_one() -> None:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        idea = answered(who)
    start = Barrier(4)

    def opening(_number: int) -> object:
        with tenancy.scope(who.workspace_id):
            start.wait(timeout=10)
            try:
                return open_run(who, idea, trigger=Trigger.REPEAT).id
            finally:
                connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(opening, range(4)))

    assert 1 == len(made)
    assert 1 == len(queued("validation.carry_out"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_step_over_the_same_revision_one_is_told() -> None:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        idea = answered(who)
        read = get(who, idea).revision
    start = Barrier(2)

    def saving(number: int) -> str:
        with tenancy.scope(who.workspace_id):
            start.wait(timeout=10)
            try:
                change_answers(who, idea, lambda stands: replace(stands, description=f"by {number}"), revision=read)
            except DraftMoved:
                return "told"
            finally:
                connections.close_all()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert ["saved", "told"] == sorted(pool.map(saving, range(2)))
    with tenancy.scope(who.workspace_id):
        assert read + 1 == get(who, idea).revision
