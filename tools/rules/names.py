"""Names that say nothing: a drawer called `utils` fills with whatever has no home."""

import ast
from collections.abc import Iterable, Iterator

from tools.rules.source import Source, Violation

BANNED = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "process"}
PROTOCOL = {"process_view", "process_exception", "process_template_response"}  # names Django's middleware calls


def check(sources: Iterable[Source]) -> Iterator[Violation]:
    for source in sources:
        name = source.module.rpartition(".")[2]
        if word := _banned(name):
            yield source.violation(1, f"a file named {name!r}: {word!r} says nothing")
        yield from _definitions(source)


def _definitions(source: Source) -> Iterator[Violation]:
    for node in source.nodes:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        word = _banned(node.name)
        if word and node.name not in PROTOCOL and not _is_inherited(node) and not source.is_test:
            yield source.violation(node.lineno, f"{node.name}: {word!r} says nothing; name what it is or does")


def _banned(name: str) -> str | None:
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).split("_")
    return next((word for word in words if word in BANNED), None)


def _is_inherited(node: ast.AST) -> bool:
    """A method marked ``@override`` has its name from the framework."""
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(decorator, ast.Name) and decorator.id == "override" for decorator in decorators)
