"""The inventory of cryptography names every file that uses some, and no other (ASVS V11.1.2)."""

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from tools.rules.source import Source

INVENTORY = "docs/compliance/cryptography.md"
USES = frozenset({"argon2", "cryptography", "fido2", "hashlib", "hmac", "jwt", "secrets", "ssl"})
HASHING = "modules/identity/providers/hashing.py"  # Argon2id comes through Django
APART = ("engine/", "launch/", "sandbox/", "web/charts/", "modules/readiness/")  # no security rests on it there


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
