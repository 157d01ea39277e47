"""What moved since the last verdict: announced while it is worked out, then shown, and nobody else's business."""

from datetime import timedelta

import pytest

from assay.kernel import clock, tenancy
from assay.modules.ideas.api import IdeaId
from assay.modules.validation.api import Run
from assay.modules.validation.services.explaining import explain
from tests.identity.make import Cast, actor_for, cast
from tests.validation.make import answered, judged, logged

pytestmark = pytest.mark.django_db

WAITING = "Being worked out"


@pytest.fixture
def crew() -> Cast:
    return cast()


def moved(crew: Cast) -> tuple[IdeaId, Run]:
    """An idea judged before and after a piece of evidence; nobody has explained the difference yet."""
    with tenancy.scope(crew.workspace_id):
        alice = actor_for(crew.alice, workspace_id=crew.workspace_id)
        idea = answered(alice)
        judged(alice, idea)
        logged(alice, idea)
        return idea, judged(alice, idea)


def test_the_verdict_page_waits_for_the_explanation_and_its_watcher_brings_it(crew: Cast) -> None:
    idea, run = moved(crew)
    page, watched = f"/app/ideas/{idea}/", f"/app/ideas/{idea}/runs/{run.id}/changes/"
    before = crew.as_alice.get(page).content.decode()
    assert WAITING in before
    assert f'data-run="{watched}"' in before
    assert 'data-state="running"' in crew.as_alice.get(watched).content.decode()
    with tenancy.scope(crew.workspace_id):
        explain(run.id)
    after = crew.as_alice.get(watched).content.decode()
    assert 'data-state="done"' in after
    assert "<tbody><tr>" in after
    assert WAITING not in crew.as_alice.get(page).content.decode()


def test_an_explanation_that_never_comes_is_not_waited_for(crew: Cast) -> None:
    idea, run = moved(crew)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        page = crew.as_alice.get(f"/app/ideas/{idea}/").content.decode()
        watched = crew.as_alice.get(f"/app/ideas/{idea}/runs/{run.id}/changes/").content.decode()
    assert "What moved since" not in page
    assert 'data-state="done"' in watched


def test_a_first_verdict_promises_no_explanation(crew: Cast) -> None:
    with tenancy.scope(crew.workspace_id):
        alice = actor_for(crew.alice, workspace_id=crew.workspace_id)
        idea = answered(alice)
        judged(alice, idea)
    assert "What moved since" not in crew.as_alice.get(f"/app/ideas/{idea}/").content.decode()


def test_nobody_else_reads_what_moved(crew: Cast) -> None:
    idea, run = moved(crew)
    assert 404 == crew.as_charlie.get(f"/app/ideas/{idea}/runs/{run.id}/changes/").status_code
