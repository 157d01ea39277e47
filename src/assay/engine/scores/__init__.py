"""The ten parameters (product-core 5.12)."""

from assay.engine.scores.ground import Ground
from assay.engine.scores.ten import readiness, scores
from assay.engine.scores.words import Part, Score

__all__ = ["Ground", "Part", "Score", "readiness", "scores"]
