"""Discovery: a founder's profile and a catalogue of opportunities in, ten that fit and their reasons out (5.18)."""

from assay.engine.discovery.catalogue import Catalogue, Entry, entry_text
from assay.engine.discovery.discover import Sampling, discover
from assay.engine.discovery.intake import AREA_LABELS, SUB_AREAS, interest_text, wishes_of
from assay.engine.discovery.prefill import defaults_of, idea_from
from assay.engine.discovery.profile import Experience, Network, Profile, SkillLevel
from assay.engine.discovery.reading import BadEntry, load_catalogue
from assay.engine.discovery.result import Candidate, DiscoveryResult
from assay.engine.discovery.sectors import SECTORS
from assay.engine.discovery.skills import SKILL_GROUPS, SKILLS
from assay.engine.discovery.words import Criterion

__all__ = [
    "AREA_LABELS",
    "SECTORS",
    "SKILLS",
    "SKILL_GROUPS",
    "SUB_AREAS",
    "BadEntry",
    "Candidate",
    "Catalogue",
    "Criterion",
    "DiscoveryResult",
    "Entry",
    "Experience",
    "Network",
    "Profile",
    "Sampling",
    "SkillLevel",
    "defaults_of",
    "discover",
    "entry_text",
    "idea_from",
    "interest_text",
    "load_catalogue",
    "wishes_of",
]
