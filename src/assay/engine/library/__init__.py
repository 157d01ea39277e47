"""The assumption library (34 templates) and the evidence library (28 tests), product-core 5.5 and 5.7."""

from collections.abc import Mapping
from types import MappingProxyType

from assay.engine.library.desirability import DESIRABILITY
from assay.engine.library.evidence_acts import DOES, PAYS, TECHNICAL
from assay.engine.library.evidence_words import RESEARCH, SAYS
from assay.engine.library.feasibility import ADAPTABILITY, FEASIBILITY
from assay.engine.library.viability import VIABILITY
from assay.engine.library.words import EvidenceType, Group, Informs, Measure, Modifier, Template
from assay.engine.types import Recruitment

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {template.id: template for template in (*DESIRABILITY, *VIABILITY, *FEASIBILITY, *ADAPTABILITY)}
)

EVIDENCE_TYPES: Mapping[str, EvidenceType] = MappingProxyType(
    {
        evidence.id: evidence
        for evidence in sorted((*SAYS, *RESEARCH, *DOES, *PAYS, *TECHNICAL), key=lambda evidence: evidence.id)
    }
)

RECRUITMENT: Mapping[Recruitment, Modifier] = MappingProxyType(
    {
        Recruitment.COLD: Modifier(),
        Recruitment.PANEL: Modifier(mu=0.2, tau=0.2),
        Recruitment.WARM: Modifier(mu=0.3, tau=0.3),
        Recruitment.FRIENDS: Modifier(mu=0.9, tau=0.6),
    }
)
UNREGISTERED = Modifier(tau=0.3)
OTHER_SEGMENT = Modifier(tau=0.5)
OTHER_COUNTRY = Modifier(tau=0.3)
PER_YEAR_OF_AGE = Modifier(tau=0.2)  # for every year beyond the first

__all__ = [
    "EVIDENCE_TYPES",
    "OTHER_COUNTRY",
    "OTHER_SEGMENT",
    "PER_YEAR_OF_AGE",
    "RECRUITMENT",
    "TEMPLATES",
    "UNREGISTERED",
    "EvidenceType",
    "Group",
    "Informs",
    "Measure",
    "Modifier",
    "Template",
]
