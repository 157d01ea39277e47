"""The wizard's answers are saved step by step; nothing else writes them."""

from collections.abc import Callable

from django.db import transaction

from assay.engine.inputs import IdeaInput
from assay.engine.validate import check
from assay.kernel.errors import FieldError
from assay.kernel.wire import WireInvalid
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import Action, Actor, require
from assay.modules.validation.errors import InvalidAnswers
from assay.modules.validation.queries.answers import read_answers, write_answers


@transaction.atomic
def start_idea(
    actor: Actor, answers: IdeaInput, *, origin: ideas.Origin = ideas.Origin.OWN, entry: str = ""
) -> ideas.IdeaId:
    """Make an idea from its first answers. Raises InvalidAnswers with every fault, Forbidden for viewers."""
    _refuse_faults(answers)
    new = ideas.NewIdea(
        name=answers.name, sentence=answers.sentence, draft=write_answers(answers), origin=origin, origin_entry=entry
    )
    return ideas.create(actor, new)


@transaction.atomic
def change_answers(
    actor: Actor, idea_id: ideas.IdeaId, change: Callable[[IdeaInput], IdeaInput], *, revision: int | None = None
) -> IdeaInput:
    """Apply one step's change to the draft and save it.

    ``revision`` is what the author read; DraftMoved (409) is raised when the draft moved on since.
    Raises IdeaNotFound, IdeaArchivedReadOnly, InvalidAnswers.
    """
    require(actor, Action.IDEAS_WRITE)
    ideas.lock_open(actor, idea_id)
    stands = ideas.get(actor, idea_id)
    answers = change(read_answers(stands.draft))
    _refuse_faults(answers)
    draft = ideas.Draft(name=answers.name, sentence=answers.sentence, answers=write_answers(answers))
    ideas.save_draft(actor, idea_id, draft=draft, revision=revision)
    return answers


def _refuse_faults(answers: IdeaInput) -> None:
    """Raise InvalidAnswers also for what the stored form would refuse: a draft that nothing can read again is lost."""
    faults = [FieldError(pointer=fault.pointer, detail=fault.detail) for fault in check(answers)]
    if not faults:
        faults = _unreadable(answers)
    if faults:
        raise InvalidAnswers(errors=faults)


def _unreadable(answers: IdeaInput) -> list[FieldError]:
    try:
        read_answers(write_answers(answers))
    except WireInvalid as invalid:
        return [FieldError(pointer=fault.pointer, detail=fault.detail) for fault in invalid.errors]
    return []
