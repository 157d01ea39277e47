"""What a run said: the verdict and why, the plan, and how it came to stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assay.engine.library import TEMPLATES
from assay.engine.result import MixShare, Problem, ValidationResult
from assay.engine.types import Quantity
from assay.kernel.reading import shows
from assay.modules.ideas import api as ideas
from assay.modules.ideas.events import IDEA
from assay.modules.identity.api import Action, Actor, actor, allows, signed_in
from assay.modules.validation.queries import runs as reads
from assay.modules.validation.queries.changes import changes_of, is_explaining
from assay.modules.validation.queries.ledger import list_evidence
from assay.modules.validation.queries.pictures import pictures_of, timeline_of
from assay.modules.validation.types import Run

STEP_OF: Final[Mapping[str, str]] = {
    "customer": "customer",
    "problem": "problem",
    "offer": "offer",
    "money": "money",
    "founder": "goal",
    "choices": "check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An answer without which there is no verdict, and the step that asks it."""

    detail: str
    step: str


@require_GET
@signed_in
@shows(IDEA)
def show(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The verdict page; an idea that was never judged is led on to its first run."""
    who, idea = actor(request), ideas.get(actor(request), ideas.IdeaId(idea_id))
    run = reads.find_latest_done(who, idea.id)
    if run is None:
        under_way = reads.find_open(who, idea.id)
        return render(request, "validation/unjudged.html", {"idea": idea, "open_run": under_way, "tab": "verdict"})
    result, changes = reads.get_result(who, run.id), changes_of(who, run)
    shown = _common(who, idea, run, result) | {
        "tab": "verdict",
        "pictures": pictures_of(result),
        "mix": mix_of(result.verdict.mix),
        "missing": [_missing(problem) for problem in result.verdict.missing],
        "changes": changes,
        "is_explaining": is_explaining(who, run, changes),
        "economics_facts": _facts(result),
    }
    return render(request, "validation/verdict.html", shown)


@require_GET
@signed_in
@shows(IDEA)
def plan(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The next tests, the 30/60/90 plan, whom to ask what, and the go/no-go list."""
    who, idea = actor(request), ideas.get(actor(request), ideas.IdeaId(idea_id))
    run = reads.find_latest_done(who, idea.id)
    if run is None:
        return render(request, "validation/unjudged.html", {"idea": idea, "tab": "plan"})
    result = reads.get_result(who, run.id)
    return render(request, "validation/plan.html", _common(who, idea, run, result) | {"tab": "plan"})


@require_GET
@signed_in
@shows(IDEA)
def history(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """Every run of the idea, and how the chance of reaching the goal moved."""
    who, idea = actor(request), ideas.get(actor(request), ideas.IdeaId(idea_id))
    page = reads.list_runs(who, idea.id, cursor=request.GET.get("cursor"))
    standings = {standing.run_id: standing for standing in ideas.list_standings(who, idea.id)}
    shown = {
        "idea": idea,
        "page": page,
        "lines": [(run, standings.get(run.id)) for run in page.items],
        "timeline": timeline_of(tuple(standings.values())),
        "tab": "history",
        "may_see_log": allows(who, Action.AUDIT_SEE),
    }
    return render(request, "validation/history.html", shown)


def mix_of(mix: tuple[MixShare, ...]) -> dict[str, float]:
    """Share of the headline by provenance kind, for the mix bar."""
    return {part.kind.value: part.share.value or 0.0 for part in mix}


def _common(who: Actor, idea: ideas.Idea, run: Run, result: ValidationResult) -> dict[str, object]:
    quantities: dict[str, Quantity] = {quantity.id: quantity for quantity in result.quantities}
    return {
        "idea": idea,
        "run": run,
        "result": result,
        "verdict": result.verdict,
        "quantities": quantities,
        "is_stale": _is_stale(who, idea, run),
        "templates": TEMPLATES,
    }


def _is_stale(who: Actor, idea: ideas.Idea, run: Run) -> bool:
    """Did the answers or the ledger move on since this run?"""
    version = ideas.get_version(ideas.VersionId(run.version_id), workspace_id=who.workspace_id)
    return (
        version.snapshot != idea.draft
        or len(list_evidence(idea.id, workspace_id=who.workspace_id)) != run.ledger_length
    )


def _facts(result: ValidationResult) -> tuple[Quantity, ...]:
    """The economics as a list, in the order a reader asks."""
    money = result.economics
    if money is None:
        return ()
    return (
        money.profit_at_goal,
        money.customers_at_goal,
        money.customers_needed,
        money.unit_contribution,
        money.ltv,
        money.ltv_cac,
        money.cac_payback_months,
        money.break_even_month,
        money.payback_month,
        money.min_cash,
        money.cash_end,
        money.npv,
        money.hours_at_ten_times,
    )


def _missing(problem: Problem) -> Missing:
    part = problem.pointer.strip("/").split("/", 1)[0]
    return Missing(detail=problem.detail, step=STEP_OF.get(part, "idea"))
