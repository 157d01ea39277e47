"""The wizard's answers between their stored form and the engine's."""

import json

from assay.engine.inputs import IdeaInput
from assay.kernel import wire
from assay.kernel.crypto import KeyDestroyed
from assay.kernel.sealed import ERASED
from assay.modules.ideas.api import Snapshot


def read_answers(snapshot: Snapshot) -> IdeaInput:
    """The typed answers of a stored draft or version.

    Raises KeyDestroyed when they were erased, WireInvalid when the text is not ours.
    """
    return wire.load(IdeaInput, json.loads(readable(snapshot)))


def readable(snapshot: Snapshot) -> Snapshot:
    """The stored text, if it can be read. Raises KeyDestroyed when it was erased."""
    if snapshot == ERASED:
        raise KeyDestroyed
    return snapshot


def write_answers(answers: IdeaInput) -> Snapshot:
    """The canonical text of the answers: equal answers give equal bytes."""
    return Snapshot(wire.dumps(answers).decode())
