"""A run under way: its page, which works without script, and its state for the script that watches it."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from assay.engine.result import Stage
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, signed_in
from assay.modules.validation.errors import RunNotFound
from assay.modules.validation.events import RUN
from assay.modules.validation.queries import runs as reads
from assay.modules.validation.queries.changes import changes_of, is_explaining
from assay.modules.validation.services.runs import open_run
from assay.modules.validation.types import Run, RunId, RunStatus, Trigger

STAGES: Final[dict[Stage, Promise]] = {
    Stage.CHECKED: _("Check the answers"),
    Stage.PRIORS: _("Gather defaults and your ranges"),
    Stage.EVIDENCE: _("Weigh the evidence"),
    Stage.BARS: _("Work out what must be true"),
    Stage.SIMULATION: _("Play through thousands of futures"),
    Stage.DRIVERS: _("Find what drives the result"),
    Stage.TESTS: _("Value the possible tests"),
    Stage.VERDICT: _("Reach the verdict"),
    Stage.REPORT: _("Put the numbers in order"),
}


@require_POST
@signed_in
@throttle("20/m", by="person")
def start(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    run = open_run(actor(request), ideas.IdeaId(idea_id), trigger=Trigger.REPEAT)
    return redirect("validation:run", idea_id, run.id)


@require_GET
@signed_in
@shows(RUN)
def show(request: HttpRequest, idea_id: UUID, run_id: UUID) -> HttpResponse:
    run = _run(request, idea_id, run_id)
    if run.status is RunStatus.DONE:
        return redirect("validation:idea", idea_id)
    idea = ideas.get(actor(request), ideas.IdeaId(idea_id))
    return render(request, "validation/run.html", {"idea": idea, "run": run, "stages": _stages(run)})


@require_GET
@signed_in
@shows(RUN)
def state(request: HttpRequest, idea_id: UUID, run_id: UUID) -> HttpResponse:
    run = _run(request, idea_id, run_id)
    answer = render(request, "validation/run_state.html", {"run": run, "idea_id": idea_id, "stages": _stages(run)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@signed_in
@shows(RUN)
def changes(request: HttpRequest, idea_id: UUID, run_id: UUID) -> HttpResponse:
    """What moved since the run before, or that it is being worked out; for the script that watches it."""
    run, who = _run(request, idea_id, run_id), actor(request)
    moved = changes_of(who, run)
    shown = {"changes": moved, "is_explaining": is_explaining(who, run, moved)}
    answer = render(request, "validation/changes.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _run(request: HttpRequest, idea_id: UUID, run_id: UUID) -> Run:
    run = reads.get_run(actor(request), RunId(run_id))
    if run.idea_id != idea_id:
        raise RunNotFound
    return run


def _done(run: Run) -> int:
    """How many stages are behind the run; the one it names is under way."""
    names = [stage.value for stage in STAGES]
    return names.index(run.stage) if run.stage in names else 0


def _stages(run: Run) -> list[dict[str, object]]:
    at = _done(run) if run.status is RunStatus.RUNNING else -1
    return [
        {"slug": stage.value, "name": name, "is_done": i < at, "is_now": i == at}
        for i, (stage, name) in enumerate(STAGES.items())
    ]
