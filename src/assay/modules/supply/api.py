"""The door: asking the list, what it knows, and what runs here or in an image."""

from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.policy.parts import inventory
from assay.modules.supply.policy.records import known
from assay.modules.supply.providers import current
from assay.modules.supply.providers.here import surroundings
from assay.modules.supply.queries.readings import find_last
from assay.modules.supply.queries.weaknesses import Standing, list_weaknesses
from assay.modules.supply.services.readings import read
from assay.modules.supply.types import Inventory, Known, Part, Severity, WeaknessCard

__all__ = [
    "Inventory",
    "Known",
    "Part",
    "ReadingIncomplete",
    "Severity",
    "Standing",
    "WeaknessCard",
    "current",
    "find_last",
    "inventory",
    "known",
    "list_weaknesses",
    "read",
    "surroundings",
]
