"""What can be asked to look at evidence."""

from typing import Protocol

from assay.modules.readiness.types import Evidence, Finding


class Prover(Protocol):
    def __call__(self, target: str, evidence: Evidence, /) -> Finding:
        """Look at one target of one piece of evidence. What it finds is an answer, never an exception."""
