"""Commands of discovery: a run is opened, carried out by the worker, and one of its candidates becomes an idea."""

from uuid import UUID

from django.db import transaction

from assay.engine.discovery import DiscoveryResult, Profile, discover, idea_from, interest_text
from assay.engine.version import ENGINE_VERSION
from assay.kernel import clock, jobs, wire
from assay.kernel.events import publish
from assay.modules.discovery import models, ports
from assay.modules.discovery.events import DiscoveryFailed, DiscoveryFinished, DiscoveryOpened, DiscoveryStarted
from assay.modules.discovery.queries import catalogue, get_opportunity, to_run
from assay.modules.discovery.types import DiscoveryRun, DiscoveryRunId, RunStatus
from assay.modules.founders import api as founders
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import Action, Actor, require

GIVEN_UP = "The search stopped before it was done. Nothing you entered is lost; you can start it again."


@transaction.atomic
def open_run(actor: Actor) -> DiscoveryRun:
    """Queue a search over the actor's profile as it stands.

    The same profile, catalogue and engine find the same ideas, so a run that stands for them is returned instead of a
    second one. Raises NoProfileYet, Forbidden for viewers.
    """
    require(actor, Action.SEARCHES_START)
    profile = founders.get_profile(actor)
    standing = (
        models.DiscoveryRun.objects.defer("result")
        .filter(
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            profile_id=profile.id,
            engine_version=ENGINE_VERSION,
            catalogue_version=catalogue().version,
        )
        .exclude(status=RunStatus.FAILED)
        .order_by("-created_at")
        .first()
    )
    if standing is not None:
        return to_run(standing)
    row = models.DiscoveryRun.objects.create(
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        profile_id=profile.id,
        profile_number=profile.number,
        answers=wire.dump(profile.profile),
        engine_version=ENGINE_VERSION,
        catalogue_version=catalogue().version,
    )
    publish(DiscoveryOpened(run_id=row.pk, workspace_id=row.workspace_id))
    jobs.defer("discovery.carry_out", run_id=str(row.pk))
    return to_run(row)


def carry_out(run_id: DiscoveryRunId) -> None:
    """Search for a queued run; called by the worker, safe to repeat after a crash."""
    profile = _start(run_id)
    if profile is None:
        return
    _finish(run_id, discover(profile, catalogue(), interest=ports.similarities(interest_text(profile), catalogue())))


@transaction.atomic
def give_up(run_id: DiscoveryRunId) -> None:
    """Say that a run failed for good. A run that is over already stays as it is."""
    row = models.DiscoveryRun.objects.select_for_update().filter(pk=run_id).first()
    if row is None or RunStatus(row.status).is_over:
        return
    row.status, row.failure, row.finished_at = RunStatus.FAILED, GIVEN_UP, clock.now()
    row.save(update_fields=["status", "failure", "finished_at"])
    publish(DiscoveryFailed(run_id=row.pk, workspace_id=row.workspace_id))


@transaction.atomic
def open_as_idea(actor: Actor, entry_id: str) -> ideas.IdeaId:
    """Open a catalogue entry as an idea: its figures as defaults, the founder's answers from their profile.

    Raises OpportunityNotFound, Forbidden for viewers.
    """
    entry = get_opportunity(entry_id)
    found = founders.find_profile(actor)
    answers = idea_from(entry, found.profile if found else Profile())
    new = ideas.NewIdea(
        name=answers.name,
        sentence=answers.sentence,
        draft=ideas.Snapshot(wire.dumps(answers).decode()),
        origin=ideas.Origin.CATALOGUE,
        origin_entry=entry.id,
    )
    return ideas.create(actor, new)


@transaction.atomic
def _start(run_id: DiscoveryRunId) -> Profile | None:
    row = models.DiscoveryRun.objects.select_for_update().filter(pk=run_id).first()
    if row is None or RunStatus(row.status).is_over:
        return None
    row.status = RunStatus.RUNNING
    row.save(update_fields=["status"])
    publish(DiscoveryStarted(run_id=row.pk, workspace_id=row.workspace_id))
    return wire.load(Profile, row.answers)


@transaction.atomic
def _finish(run_id: UUID, result: DiscoveryResult) -> None:
    row = models.DiscoveryRun.objects.select_for_update().get(pk=run_id)
    if RunStatus(row.status).is_over:
        return
    row.status, row.finished_at, row.result = RunStatus.DONE, clock.now(), wire.dump(result)
    row.save(update_fields=["status", "finished_at", "result"])
    publish(DiscoveryFinished(run_id=row.pk, workspace_id=row.workspace_id))
