"""The door of the engine's decision half: validate an idea, preview a record, explain what moved."""

from assay.engine.assessing import LIVE_DRAWS, REPORT_DRAWS, InvalidIdea, validate
from assay.engine.changes import diff
from assay.engine.checks import check, missing
from assay.engine.previews import preview

__all__ = ["LIVE_DRAWS", "REPORT_DRAWS", "InvalidIdea", "check", "diff", "missing", "preview", "validate"]
