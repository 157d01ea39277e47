"""Habits that imports do not show: printing, looking tables up by name, importing late."""

import ast
from collections.abc import Iterable, Iterator

from tools.rules.source import Source, Violation

LOOKUPS = {"get_model", "get_user_model"}


def check(sources: Iterable[Source]) -> Iterator[Violation]:
    for source in sources:
        yield from _calls(source)
        if source.path.name != "apps.py":
            yield from _late_imports(source)


def _calls(source: Source) -> Iterator[Violation]:
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "print" and isinstance(node.func, ast.Name):
            yield source.violation(node.lineno, "print: log it, or write it to the stream the command was given")
        if name in LOOKUPS and not source.is_migration and not source.is_test:
            yield source.violation(node.lineno, f"{name}(): a table found by name is an import that no contract sees")


def _late_imports(source: Source) -> Iterator[Violation]:
    seen: set[ast.AST] = set()  # a function inside a function would be reported twice
    for function in source.functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and node not in seen:
                seen.add(node)
                yield source.violation(node.lineno, f"an import inside {function.name}(); only apps.py may")
