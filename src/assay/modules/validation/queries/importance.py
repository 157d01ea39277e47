"""Which assumptions matter most, before anything was run: the order of the wizard's last step."""

from functools import lru_cache

from assay.engine.inputs import IdeaInput
from assay.engine.library import TEMPLATES
from assay.engine.priors import prior_for
from assay.engine.validate import validate

DRAWS = 2_048


@lru_cache(maxsize=64)
def by_importance(answers: IdeaInput) -> tuple[str, ...]:
    """Ids of the assumptions that apply to the idea, the one most worth knowing first.

    A small run decides (2,048 draws); an idea without what a run needs gets the library's order.
    """
    applicable = [name for name in TEMPLATES if prior_for(name, answers) is not None]
    worth = {
        assumption.template: assumption.importance.value or 0.0
        for assumption in validate(answers, draws=DRAWS).assumptions
        if assumption.importance is not None
    }
    return tuple(sorted(applicable, key=lambda name: -worth.get(name, 0.0)))
