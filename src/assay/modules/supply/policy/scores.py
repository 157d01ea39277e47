"""The base score of CVSS 3.0 and 3.1 (specification of FIRST, section 7.1), and the word for it (section 5).

CVSS 2 and 4 are left to the word that their record carries: 2 is superseded, 4 needs a table of 270 rows.
"""

from collections.abc import Mapping
from math import ceil
from typing import Final

from assay.modules.supply.types import Severity

_WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES: Final[Mapping[str, Mapping[str, float]]] = {
    "U": {"N": 0.85, "L": 0.62, "H": 0.27},
    "C": {"N": 0.85, "L": 0.68, "H": 0.5},
}
_VERSIONS: Final = frozenset({"CVSS:3.0", "CVSS:3.1"})


def base_score(vector: str) -> float | None:
    """Return the base score, 0 to 10; None for a text that is no whole vector of CVSS 3."""
    version, *metrics = vector.split("/")
    said = dict(metric.split(":", 1) for metric in metrics if ":" in metric)
    try:
        weights = {name: table[said[name]] for name, table in _WEIGHTS.items()}
        privileges = _PRIVILEGES[said["S"]][said["PR"]]
    except KeyError:
        return None
    return _scored(weights, privileges, is_changed=said["S"] == "C") if version in _VERSIONS else None


def _scored(weights: Mapping[str, float], privileges: float, *, is_changed: bool) -> float:
    spared = (1 - weights["C"]) * (1 - weights["I"]) * (1 - weights["A"])
    lost = 1 - spared
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if is_changed else 6.42 * lost
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weights["AV"] * weights["AC"] * privileges * weights["UI"]
    return _rounded_up(min((1.08 if is_changed else 1.0) * (impact + exploitability), 10.0))


def _rounded_up(score: float) -> float:
    """One digit after the point, upwards; in whole numbers, as appendix A of 3.1 asks."""
    whole = round(score * 100_000)
    return ceil(whole / 10_000) / 10


def severity_of(score: float) -> Severity:
    """Return the word for a score."""
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MODERATE))
    return next((word for least, word in bounds if score >= least), Severity.LOW)
