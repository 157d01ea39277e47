"""Walls on size: a limit that no tool runs decays (ADR 0002)."""

import ast
from collections.abc import Iterable, Iterator

from tools.rules.source import Function, Source, Violation

FILE_LINES = 300
TEST_FILE_LINES = 400
FUNCTION_LINES = 40
PARAMETERS = 5
UNCOUNTED = {"self", "cls", "request"}  # the caller does not write them


def check(sources: Iterable[Source]) -> Iterator[Violation]:
    for source in sources:
        if not source.is_migration:
            yield from _file(source)
            yield from _functions(source)


def _file(source: Source) -> Iterator[Violation]:
    wall = TEST_FILE_LINES if source.is_test else FILE_LINES
    lines = source.text.count("\n")
    if lines > wall:
        yield source.violation(1, f"the file has {lines} lines; the wall is {wall}")


def _functions(source: Source) -> Iterator[Violation]:
    for node in source.functions:
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > FUNCTION_LINES:
            yield source.violation(node.lineno, f"{node.name}() has {lines} lines; the wall is {FUNCTION_LINES}")
        count = len(parameters(node))
        if count > PARAMETERS and not source.is_test:
            yield source.violation(node.lineno, f"{node.name}() takes {count} parameters; the wall is {PARAMETERS}")


def parameters(node: Function) -> list[ast.arg]:
    """The parameters a caller writes, in order."""
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [argument for argument in every if argument.arg not in UNCOUNTED]
