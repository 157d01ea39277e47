"""The door of readiness."""

from assay.modules.readiness.conf import Place
from assay.modules.readiness.errors import RegistryWrong
from assay.modules.readiness.queries import assess, assessment, floor, register
from assay.modules.readiness.services import raise_floor, run_tests
from assay.modules.readiness.types import Finding, Judged, JudgedSection, Kind, Outcome, Report, Standing

__all__ = [
    "Finding",
    "Judged",
    "JudgedSection",
    "Kind",
    "Outcome",
    "Place",
    "RegistryWrong",
    "Report",
    "Standing",
    "assess",
    "assessment",
    "floor",
    "raise_floor",
    "register",
    "run_tests",
]
