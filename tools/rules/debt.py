"""Exceptions to the rules: each carries its reason, and their number only falls (tools/debt.json)."""

import configparser
import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tools.rules.source import Source, Violation

LEDGER = Path("tools/debt.json")
KINDS: Mapping[str, re.Pattern[str]] = {
    "noqa": re.compile(r"#\s*noqa\b(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?(?P<reason>.*)"),
    "type: ignore": re.compile(r"#\s*type:\s*ignore\b(?:\[[\w, -]+\])?(?P<reason>.*)"),
    "pragma: no cover": re.compile(r"#\s*pragma:\s*no (?:cover|branch)\b(?P<reason>.*)"),
}
CODED = {"noqa": re.compile(r"noqa:\s*[A-Z]"), "type: ignore": re.compile(r"ignore\[")}
REASON = re.compile(r"[^\W\d_]{2,}.*[^\W\d_]{2,}")  # two words at least


def check(sources: Iterable[Source]) -> Iterator[Violation]:
    for source, line, kind, comment in _exceptions(sources):
        match = KINDS[kind].search(comment)
        if kind in CODED and not CODED[kind].search(comment):
            yield source.violation(line, f"{kind} names the rule it switches off")
        if match and not REASON.search(_without_other_kinds(match["reason"])):
            yield source.violation(line, f"{kind} gives its reason in the same line")


def count(sources: Iterable[Source], *, contracts: Path) -> dict[str, int]:
    """How many exceptions of each kind stand in the tree."""
    found = Counter(kind for _, _, kind, _ in _exceptions(sources))
    return {kind: found[kind] for kind in KINDS} | {"ignore_imports": len(ignored_imports(contracts))}


def ignored_imports(contracts: Path) -> list[str]:
    """Imports that a contract is told to overlook."""
    parser = configparser.ConfigParser()
    parser.read(contracts, encoding="utf-8")
    lists = [parser[section].get("ignore_imports", "") for section in parser.sections()]
    return [line.strip() for text in lists for line in text.splitlines() if line.strip()]


def ledger(root: Path) -> dict[str, int]:
    """The committed numbers."""
    numbers: dict[str, int] = json.loads((root / LEDGER).read_text(encoding="utf-8"))
    return numbers


def lowered(committed: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """The committed numbers, each replaced by a smaller count; none ever rises."""
    return {kind: min(number, counted[kind]) for kind, number in committed.items()}


def _exceptions(sources: Iterable[Source]) -> Iterator[tuple[Source, int, str, str]]:
    for source in sources:
        if not any(word in source.text for word in ("noqa", "type: ignore", "pragma:")):
            continue
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT:
                for kind in (kind for kind, pattern in KINDS.items() if pattern.search(token.string)):
                    yield source, token.start[0], kind, token.string


def _without_other_kinds(text: str) -> str:
    for pattern in KINDS.values():
        if match := pattern.search(text):
            text = match["reason"]
    return text
