"""Which requirements of OWASP ASVS 5.0 are met, by what: docs/compliance/asvs.toml is read, asvs.md is written from it.

``make regenerate`` writes the page; tests/architecture/test_asvs.py holds the data against the tree.
"""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DATA: Final = Path("docs/compliance/asvs.toml")
PAGE: Final = Path("docs/compliance/asvs.md")
MET, GAP, OUTSIDE = STATES = ("met", "gap", "outside")
CHAPTERS: Final = {
    1: "Encoding and sanitization", 2: "Validation and business logic", 3: "Web front end", 4: "API and web service",
    5: "File handling", 6: "Authentication", 7: "Session management", 8: "Authorization", 9: "Self-contained tokens",
    10: "OAuth and OIDC", 11: "Cryptography", 12: "Secure communication", 13: "Configuration", 14: "Data protection",
    15: "Coding and architecture", 16: "Logging and errors", 17: "WebRTC",
}  # fmt: skip
HEAD: Final = """\
---
owner: engineering
expires: 2027-05-31
---

# OWASP ASVS 5.0, levels 1 and 2

Written by `make regenerate` from [asvs.toml](asvs.toml); change it there. Ids, levels and chapters are those of the
OWASP Application Security Verification Standard 5.0.0 (OWASP Foundation, CC BY-SA 4.0, <https://github.com/OWASP/ASVS>);
the few words beside an id are ours and only help to find it, the standard's text decides.

*Met*: the named tests, attacks, configuration assertions or documents show it. *Gap*: not met, not whole, or not shown;
the note says what is missing. *Outside*: the product has no such thing. This is our own judgement, no certificate.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of the standard and where we stand."""

    id: str
    level: int
    about: str
    state: str
    by: tuple[str, ...] = ()
    note: str = ""

    @property
    def place(self) -> tuple[int, ...]:
        """Its numbers: chapter, section, requirement."""
        return tuple(int(part) for part in self.id.removeprefix("V").split("."))


def load(file: Path) -> tuple[Requirement, ...]:
    """All requirements in the standard's order. Raises TypeError for a key nobody knows."""
    entries: Mapping[str, Mapping[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))
    read = (Requirement(id=name, **{**entry, "by": tuple(entry.get("by", ()))}) for name, entry in entries.items())
    return tuple(sorted(read, key=lambda each: each.place))


def faults(requirements: Iterable[Requirement], *, root: Path, assertions: Iterable[str]) -> Iterator[str]:
    """One line for each entry that says too little or rests on something that is not there."""
    known = frozenset(assertions)
    for each in requirements:
        if each.state not in STATES:
            yield f"{each.id}: {each.state!r} is no state"
        if not each.about:
            yield f"{each.id}: nothing says what it is about"
        if (each.state == MET) != bool(each.by):
            yield f"{each.id}: evidence and state do not fit"
        if each.state != MET and not each.note:
            yield f"{each.id}: a note has to say what is missing"
        yield from (f"{each.id}: {it} is not there" for it in each.by if not exists(it, root=root, assertions=known))


def exists(evidence: str, *, root: Path, assertions: frozenset[str]) -> bool:
    kind, _, target = evidence.partition(":")
    if kind == "configuration":
        return target in assertions
    if kind == "probe":
        return target.startswith("/")
    if kind == "document":
        return (root / target).is_file()
    file, _, name = evidence.partition("::")
    return file.startswith("tests/") and name in _functions(root / file)


def _functions(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def page(requirements: Iterable[Requirement]) -> str:
    """The page for people: totals, then a table for each chapter."""
    every = tuple(requirements)
    parts = [HEAD, "\n".join(_totals(every))]
    for number, name in CHAPTERS.items():
        rows = "\n".join(_row(each) for each in every if each.place[0] == number)
        table = "| Id | Level | About | State | Evidence, or what is missing |\n|---|---|---|---|---|"
        parts.append(f"## V{number} {name}\n\n{table}\n{rows}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _totals(every: tuple[Requirement, ...]) -> Iterator[str]:
    yield "| Chapter | Met | Gap | Outside | All |"
    yield "|---|---|---|---|---|"
    for number, name in CHAPTERS.items():
        yield _counted(f"V{number} {name}", [each for each in every if each.place[0] == number])
    for level in (1, 2):
        yield _counted(f"**Level {level}**", [each for each in every if each.level == level])
    yield _counted("**Both**", every)


def _counted(name: str, some: Iterable[Requirement]) -> str:
    counts = Counter(each.state for each in some)
    return f"| {name} | {' | '.join(str(counts[state]) for state in STATES)} | {counts.total()} |"


def _row(each: Requirement) -> str:
    said = [*(f"`{evidence}`" for evidence in each.by), *([each.note] if each.note else [])]
    return f"| {each.id} | {each.level} | {each.about} | {each.state} | {'<br>'.join(said)} |"
