"""The sixteen NAICS sectors the catalogue covers, and which of them teach something about which."""

from collections.abc import Mapping
from types import MappingProxyType

SECTORS: Mapping[str, str] = MappingProxyType(
    {
        "11": "Farming, forestry and fishing",
        "22": "Energy and water",
        "23": "Building and renovation",
        "31-33": "Making things",
        "44-45": "Retail",
        "48-49": "Transport and storage",
        "51": "Software, media and information",
        "52": "Finance and insurance",
        "53": "Property and rental",
        "54": "Professional and technical services",
        "56": "Business support and waste",
        "61": "Education",
        "62": "Health and social care",
        "71": "Arts, sport and recreation",
        "72": "Food and hospitality",
        "81": "Repair and personal services",
    }
)

# Years in the one count half in the other (product-core 5.18). Authored; symmetric by construction.
_NEIGHBOURS = (
    ("11", "31-33"),
    ("11", "72"),
    ("22", "23"),
    ("22", "54"),
    ("23", "53"),
    ("23", "81"),
    ("31-33", "44-45"),
    ("31-33", "48-49"),
    ("44-45", "48-49"),
    ("44-45", "72"),
    ("51", "54"),
    ("51", "61"),
    ("51", "71"),
    ("52", "53"),
    ("52", "54"),
    ("53", "56"),
    ("54", "56"),
    ("56", "81"),
    ("61", "62"),
    ("61", "71"),
    ("62", "81"),
    ("71", "72"),
)
_ADJACENT = frozenset(frozenset(pair) for pair in _NEIGHBOURS)


def is_adjacent(one: str, other: str) -> bool:
    """Whether experience in one sector is worth half of experience in the other."""
    return frozenset((one, other)) in _ADJACENT
