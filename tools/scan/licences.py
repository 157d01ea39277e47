"""Which licences may stand in what we ship (CONTRIBUTING): permissive ones, and file-wise copyleft.

Packages say their licence in many spellings; each is reduced to the words of `ALLOWED`. Exceptions are named one by
one, with their reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ALLOWED = {
    "MIT",
    "MIT-0",
    "0BSD",
    "BSD",
    "APACHE",
    "MPL",
    "PSF",
    "ISC",
    "ZLIB",
    "CC0",
    "UNLICENSE",
    "PYTHON",
    "OFL",
    "HPND",
}
SPELLINGS = (
    (re.compile(r"mozilla public.*|mpl.*"), "MPL"),
    (re.compile(r"apache.*"), "APACHE"),
    (re.compile(r"(?:new |modified |simplified )?bsd.*|[23]-clause bsd.*"), "BSD"),
    (re.compile(r"mit-0"), "MIT-0"),
    (re.compile(r"mit.*"), "MIT"),
    (re.compile(r"psf.*|python software.*|python-2\.0.*"), "PSF"),
    (re.compile(r"isc.*"), "ISC"),
    (re.compile(r"zlib.*"), "ZLIB"),
    (re.compile(r"cc0.*"), "CC0"),
    (re.compile(r"the unlicense.*|unlicense.*"), "UNLICENSE"),
    (re.compile(r"ofl.*|sil open font.*"), "OFL"),
)
EXCEPTIONS: Mapping[str, str] = {
    "psycopg": "LGPL-3.0, a library of its own that is loaded and can be exchanged; the only driver Django has for 18",
    "psycopg-binary": "the same library, compiled",
    "psycopg-pool": "the same project",
    "axe-playwright-python": "MIT by its repository; its package forgets to say so. Tests only",
    "qrcode": "BSD; its second entry is the notice that the words QR Code are a trademark",
}
OURS = "assay"


def of_python(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """One line for each installed package whose licence is neither allowed nor excepted."""
    for row in rows:
        name = row["Name"].lower()
        if name != OURS and name not in EXCEPTIONS and (strange := strangers(row["License"])):
            yield f"{name} {row['Version']}: {', '.join(strange)}"


def of_node(lock: Mapping[str, Any]) -> Iterator[str]:
    """The same for the packages that build the assets."""
    for place, package in lock["packages"].items():
        if place and (strange := strangers(str(package.get("license", "nothing said")))):
            yield f"{place.rpartition('node_modules/')[2]} {package.get('version', '')}: {', '.join(strange)}"


def strangers(said: str) -> list[str]:
    """The parts of a licence text that are not allowed; of alternatives (OR) one allowed part is enough."""
    alternatives = [part for part in re.split(r"\s+OR\s+", said.strip("() ")) if part]
    judged = [[part for part in _parts(one) if _word(part) not in ALLOWED] for one in alternatives]
    return [] if any(not strange for strange in judged) and judged else (judged[0] if judged else ["nothing said"])


def _parts(said: str) -> list[str]:
    return [part.strip("() ") for part in re.split(r"\s+AND\s+|;|\s+WITH\s+", said) if part.strip("() ")]


def _word(part: str) -> str:
    low = part.lower()
    return next((word for spelling, word in SPELLINGS if spelling.fullmatch(low)), part.upper())


def locked(text: str) -> set[str]:
    """The names in a requirements file that apply everywhere (those with a marker may be missing here)."""
    lines = (line for line in text.splitlines() if "==" in line and ";" not in line and not line.startswith(("#", " ")))
    return plain(line.partition("==")[0].partition("[")[0] for line in lines)


def plain(names: Iterable[str]) -> set[str]:
    """Names in the one spelling that packages are compared by (PEP 503)."""
    return {re.sub(r"[-_.]+", "-", name).lower().strip() for name in names}
