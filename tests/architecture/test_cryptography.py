"""The inventory of cryptography names every file that uses some, and no other (ASVS V11.1.2), and all that is drawn."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tools.rules.source import Source

INVENTORY = "docs/compliance/cryptography.md"
USES = frozenset({"argon2", "cryptography", "fido2", "hashlib", "hmac", "jwt", "secrets", "ssl"})
HASHING = "modules/identity/providers/hashing.py"  # Argon2id comes through Django
APART = ("engine/", "launch/", "sandbox/", "web/charts/", "modules/readiness/")  # no security rests on it there
DRAWS: Final = re.compile(r"token_(bytes|hex|urlsafe)|rand(below|bits|om|int|bytes)|urandom|uuid[14]|get_random_string")
KEYS: Final = re.compile(r"generate(_key|_private_key)?|SystemRandom")
DRAWS_FREELY: Final = ("src/assay/engine/", "src/assay/sandbox/")  # numbers that are reproduced; stand-ins


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the register. ``bits`` is None where nothing has to be unguessable."""

    name: str
    makers: frozenset[str]
    bits: int | None
    reason: str


def register(root: Path) -> dict[str, Row]:
    """Read the table of what nobody may guess; tests/faults/test_unguessable.py measures it."""
    text = (root / INVENTORY).read_text(encoding="utf-8").partition("## What nobody may guess")[2]
    lines = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\d+|–) \| ([^|]*) \|$", text, re.MULTILINE)
    rows = (
        Row(
            name=name,
            makers=frozenset(re.findall(r"`([\w/]+\.py:[\w.]+)`", makers)),
            bits=int(bits) if bits.isdecimal() else None,
            reason=reason,
        )
        for name, makers, bits, reason in lines
    )
    return {row.name: row for row in rows}


def test_every_use_of_cryptography_is_in_the_inventory(root: Path, sources: Sequence[Source]) -> None:
    used = {place for source in sources if (place := _place(source)) and _imported(source.tree) & USES}
    text = (root / INVENTORY).read_text(encoding="utf-8").partition("## Where it is used")[2]
    named = set(re.findall(r"`([a-z_/]+\.py)`", text))

    assert used | {HASHING} == named


def test_nothing_uses_a_broken_algorithm_to_protect_something(sources: Sequence[Source]) -> None:
    """MD5 and SHA-1 only where a protocol of others names them, and then not for protection."""
    found = {
        f"{_place(source)}: {name}"
        for source in sources
        if _place(source)
        for name in re.findall(r"\b(md5|sha1|DES|RC4|ECB|Blowfish)\b", "\n".join(_words(source.tree)))
    }
    assert {"modules/identity/providers/breaches.py: sha1", "modules/identity/policy/__init__.py: sha1"} == found


def test_nothing_is_drawn_by_lot_that_is_not_in_the_register(root: Path, sources: Sequence[Source]) -> None:
    ours = (each for each in sources if str(each.path).startswith("src/assay/"))
    drawn = {found for each in ours for found in draws(str(each.path), each.tree)}

    assert {maker for row in register(root).values() for maker in row.makers} == drawn


@pytest.mark.parametrize(
    "line", ["secrets.token_hex(4)", "random.random()", "uuid4()", "os.urandom(8)", "Key.generate()"]
)
def test_the_search_finds_what_is_planted(line: str) -> None:
    planted = ast.parse(f"class A:\n    def make(self):\n        return {line}\n")

    assert ["kernel/new.py:A.make"] == list(draws("src/assay/kernel/new.py", planted))


def draws(path: str, tree: ast.AST) -> Iterator[str]:
    """Every function that draws something, as file:name."""
    if path.startswith(DRAWS_FREELY):
        return
    place = path.removeprefix("src/assay/")
    for name, node in _calls(tree):
        said = ast.unparse(node.func)
        last = said.rpartition(".")[2]
        if DRAWS.fullmatch(last) or KEYS.fullmatch(last) or said.startswith(("secrets.choice", "random.")):
            yield f"{place}:{name}"


def _calls(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.Call]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield inside, node
        within = f"{inside}.{node.name}".strip(".") if isinstance(node, ast.FunctionDef | ast.ClassDef) else inside
        yield from _calls(node, within)


def _place(source: Source) -> str:
    place = str(source.path).removeprefix("src/assay/")
    return "" if not str(source.path).startswith("src/assay/") or place.startswith(APART) else place


def _imported(tree: ast.Module) -> set[str]:
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    from_them = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | from_them}


def _words(tree: ast.Module) -> list[str]:
    """Names that are called or given, without texts for people."""
    attributes = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    given = [
        node.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for node in call.args
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 12
    ]
    return [*attributes, *names, *given]
