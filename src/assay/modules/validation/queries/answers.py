"""The wizard's answers between their stored form and the engine's."""

import json

from assay.engine.inputs import IdeaInput
from assay.kernel import wire
from assay.modules.ideas.api import Snapshot


def read_answers(snapshot: Snapshot) -> IdeaInput:
    """The typed answers of a stored draft or version. Raises WireInvalid when the text is not ours."""
    return wire.load(IdeaInput, json.loads(snapshot))


def write_answers(answers: IdeaInput) -> Snapshot:
    """The canonical text of the answers: equal answers give equal bytes."""
    return Snapshot(wire.dumps(answers).decode())
