"""SQL is a constant: a statement with text put into it is an injection that waits for its text (ADR 0024).

Values go in as parameters, names through ``psycopg.sql.Identifier``. A statement held in a name is fine when the name
is a constant of the module; anything else is written out where it is run. Schema steps (``schema_editor``) quote names
themselves and take no values.
"""

import ast
from collections.abc import Iterable, Iterator

from tools.rules.source import Source, Violation

RUNS = {"execute", "executemany", "copy", "RawSQL", "SQL"}
FUNCTIONS = {"RawSQL", "SQL"}  # of these, what is called by its bare name
FRAGMENTS = {"raw", "extra"}  # Django's two ways of pasting SQL into a query
SCHEMA = "schema_editor"
QUOTES = {"Identifier", "Literal"}


def check(sources: Iterable[Source]) -> Iterator[Violation]:
    for source in sources:
        if not source.is_test and not source.is_migration:
            yield from _calls(source)


def _calls(source: Source) -> Iterator[Violation]:
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        if name in FRAGMENTS and _is_of_a_query(node.func):
            yield source.violation(node.lineno, f".{name}(): SQL pasted into a query; write the statement or the ORM")
        if name in RUNS and node.args and not _is_schema_step(node.func) and not _is_constant(node.args[0]):
            yield source.violation(node.lineno, f"{name}(): SQL with text put into it; use parameters")


def _called(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) and called.id in FUNCTIONS else ""


def _is_of_a_query(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and "objects" in ast.unparse(called.value).split(".")


def _is_schema_step(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) == SCHEMA


def _is_constant(statement: ast.expr) -> bool:
    if isinstance(statement, ast.Constant):
        return isinstance(statement.value, str | bytes)
    if isinstance(statement, ast.Call):
        return _is_quoted(statement)
    return isinstance(statement, ast.Name | ast.Attribute) and _last(statement).lstrip("_").isupper()


def _is_quoted(call: ast.Call) -> bool:
    """Tell whether it is ``CONSTANT.format(Identifier(…), Literal(…))`` of ``psycopg.sql``, which quotes each."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "format" or call.keywords:
        return False
    of_constant = isinstance(call.func.value, ast.Name | ast.Attribute) and _is_constant(call.func.value)
    return of_constant and all(isinstance(one, ast.Call) and _called_last(one.func) in QUOTES for one in call.args)


def _called_last(called: ast.expr) -> str:
    return _last(called) if isinstance(called, ast.Name | ast.Attribute) else ""


def _last(name: ast.Name | ast.Attribute) -> str:
    return name.id if isinstance(name, ast.Name) else name.attr
