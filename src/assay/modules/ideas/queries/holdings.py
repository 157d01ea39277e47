"""What one person has among ideas, for their archive: all of workspaces they own, elsewhere what they wrote."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import WITH_WORKSPACE, Holding, Person
from assay.modules.ideas import models


def _made(person: Person) -> Q:
    return Q(workspace_id__in=person.owned) | Q(created_by=person.id)


HOLDINGS: Final = (
    Holding(
        model=models.Idea,
        area="ideas/ideas",
        about=_("Ideas, each as it is being worked on."),
        theirs=_made,
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
    Holding(
        model=models.IdeaVersion,
        area="ideas/versions",
        about=_("Ideas as they stood when they were judged."),
        theirs=_made,
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
    Holding(
        model=models.Standing,
        area="ideas/standings",
        about=_("How ideas were judged, in short."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
    Holding(
        model=models.Note,
        area="ideas/notes",
        about=_("Notes."),
        theirs=lambda person: Q(workspace_id__in=person.owned) | Q(author_id=person.id),
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
    Holding(
        model=models.ActionItem,
        area="ideas/actions",
        about=_("Action items."),
        theirs=_made,
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
)
