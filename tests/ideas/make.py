"""Ideas for tests."""

from assay.engine.inputs import IdeaInput
from assay.modules.ideas.api import IdeaId, NewIdea, create
from assay.modules.identity.api import Actor
from assay.modules.validation.queries.answers import write_answers


def idea(
    actor: Actor, *, name: str = "Dog-washing van", sentence: str = "A van that washes dogs at their door"
) -> IdeaId:
    """Store an idea with empty answers in the actor's workspace."""
    return create(
        actor, NewIdea(name=name, sentence=sentence, draft=write_answers(IdeaInput(name=name, sentence=sentence)))
    )
