"""The wizard's answers: saved as one goes, frozen when a run starts."""

from django.db import transaction
from django.db.models import Max

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.ideas import models
from assay.modules.ideas.errors import DraftMoved
from assay.modules.ideas.events import DraftSaved, VersionFrozen
from assay.modules.ideas.queries.rows import open_for_change
from assay.modules.ideas.queries.versions import to_version
from assay.modules.ideas.types import Draft, IdeaId, Version
from assay.modules.identity.api import Action, Actor, require


@transaction.atomic
def save_draft(actor: Actor, idea_id: IdeaId, *, draft: Draft, revision: int | None = None) -> int:
    """Replace the draft and return its new revision.

    ``revision`` is the one the author read; when the row has moved on, DraftMoved (409) is raised, nothing is written.
    Saving what is already there changes nothing. Raises IdeaNotFound, IdeaArchivedReadOnly.
    """
    require(actor, Action.IDEAS_WRITE)
    idea = open_for_change(actor, idea_id)
    if (idea.name, idea.sentence, idea.draft) == (draft.name, draft.sentence, draft.answers):
        return idea.revision
    if revision is not None and revision != idea.revision:
        raise DraftMoved
    idea.name, idea.sentence, idea.draft = draft.name, draft.sentence, draft.answers
    idea.revision, idea.updated_at = idea.revision + 1, clock.now()
    idea.save(update_fields=["name", "sentence", "draft", "revision", "updated_at"])
    publish(DraftSaved(idea_id=idea.pk, workspace_id=actor.workspace_id, revision=idea.revision))
    return idea.revision


@transaction.atomic
def freeze(actor: Actor, idea_id: IdeaId) -> Version:
    """Freeze the draft as a version; an unchanged draft gives the version that stands already."""
    require(actor, Action.IDEAS_WRITE)
    idea = open_for_change(actor, idea_id)
    last = models.IdeaVersion.objects.filter(workspace_id=actor.workspace_id, idea=idea).order_by("-number").first()
    if last is not None and last.snapshot == idea.draft:
        return to_version(last)
    highest = models.IdeaVersion.objects.filter(idea=idea).aggregate(top=Max("number"))["top"] or 0
    version = models.IdeaVersion.objects.create(
        workspace_id=actor.workspace_id,
        idea=idea,
        number=highest + 1,
        snapshot=idea.draft,
        created_by=actor.person_id,
    )
    publish(
        VersionFrozen(version_id=version.pk, idea_id=idea.pk, workspace_id=actor.workspace_id, number=version.number)
    )
    return to_version(version)
