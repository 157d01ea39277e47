"""The files under check, each read and parsed once."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import override

SKIPPED = {"module_template", "__pycache__", "node_modules", ".venv", "var", "build", "dist"}
FOLDERS = ("src", "tests", "tools")

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, order=True)
class Violation:
    path: Path
    line: int
    message: str

    @override
    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.message}"


@dataclass(frozen=True)
class Source:
    root: Path
    path: Path  # relative to root

    @cached_property
    def text(self) -> str:
        return (self.root / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        return tuple(node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @cached_property
    def methods(self) -> frozenset[Function]:
        """Functions that stand directly in a class."""
        classes = [node for node in self.nodes if isinstance(node, ast.ClassDef)]
        return frozenset(
            node for owner in classes for node in owner.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    @cached_property
    def module(self) -> str:
        """The dotted name: ``assay.modules.ideas.api``."""
        parts = list(self.path.with_suffix("").parts)
        parts = parts[1:] if parts[0] == "src" else parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_test(self) -> bool:
        return self.path.parts[0] == "tests"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def owner(self) -> str | None:
        """The product module this file belongs to, if any."""
        parts = self.module.split(".")
        return parts[2] if parts[:2] == ["assay", "modules"] and len(parts) > 2 else None

    def violation(self, line: int, message: str) -> Violation:
        return Violation(self.path, line, message)


def read(root: Path, folders: Iterable[str] = FOLDERS) -> tuple[Source, ...]:
    """Every Python file of the given folders of a tree, in order."""
    return tuple(Source(root, path) for folder in folders for path in sorted(_walk(root, root / folder)))


def _walk(root: Path, folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in SKIPPED:
            yield from _walk(root, entry)
        elif entry.suffix == ".py":
            yield entry.relative_to(root)
