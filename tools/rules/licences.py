"""Which licences may stand in what we ship: permissive ones, and copyleft that stays within its own files.

Packages say their licence in many spellings; each part is reduced to one of the words below. Of alternatives (OR) one
that fits is enough; of licences that hold together (AND, a list) each has to fit.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

FITTING = re.compile(
    r"(?:the )?(?:mit(?:-0)?|(?:new |modified |simplified )?bsd|0bsd|[23]-clause bsd|apache|isc|psf|"
    r"python software foundation|python-2\.0|zlib|cc0|unlicense|mpl|mozilla public|ofl|sil open font)\b.*",
    re.IGNORECASE,
)


def strangers(said: str) -> list[str]:
    """The parts of a licence text that do not fit; empty when it fits."""
    alternatives = [part for part in re.split(r"\s+OR\s+", said.strip("() ")) if part]
    judged = [[part for part in _parts(one) if not FITTING.fullmatch(part)] for one in alternatives]
    if any(not strange for strange in judged):
        return []
    return judged[0] if judged else ["no licence named"]


def of_node(lock: Mapping[str, Any]) -> Iterator[str]:
    """One line for each package of an npm lock whose licence does not fit."""
    for place, package in lock["packages"].items():
        if place and (strange := strangers(str(package.get("license", "")))):
            yield f"{place.rpartition('node_modules/')[2]} {package.get('version', '')}: {', '.join(strange)}"


def _parts(said: str) -> list[str]:
    parts = [part.strip("() ") for part in re.split(r"\s+AND\s+|;|,\s+|\s+WITH\s+", said) if part.strip("() ")]
    # Beside a licence's name this classifier says nothing; alone it says too little.
    return [part for part in parts if part != "OSI Approved"] or parts
