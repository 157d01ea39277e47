"""The shape of a module's door, of its card and of the engine's surface."""

import ast
from collections.abc import Iterable, Iterator

from tools.rules.sizes import UNCOUNTED
from tools.rules.source import Function, Source, Violation

ASKER = "actor"  # who asks comes first at every door, as self does in a class


def check(sources: Iterable[Source]) -> Iterator[Violation]:
    by_module = {source.module: source for source in sources}
    for source in by_module.values():
        if source.owner and source.module == f"assay.modules.{source.owner}":
            yield from _card(source)
        if source.owner and source.module == f"assay.modules.{source.owner}.api":
            yield from _porch(source)
            yield from _offers(source, by_module)
    engine = [source for source in by_module.values() if source.module.startswith("assay.engine")]
    explained = {method.name for source in engine for method in source.methods if ast.get_docstring(method)}
    for source in engine:
        yield from _engine(source, explained)


def _card(source: Source) -> Iterator[Violation]:
    if not ast.get_docstring(source.tree):
        yield source.violation(1, "a module's __init__ carries its card: purpose, words, what it announces and hears")
    for node in source.tree.body[1:]:
        yield source.violation(node.lineno, "a module's __init__ holds its card and nothing else")


def _porch(source: Source) -> Iterator[Violation]:
    for node in source.tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) and not _is_docstring(node) and not _is_all(node):
            yield source.violation(node.lineno, "api holds imports and __all__, no logic")
    if not any(_is_all(node) for node in source.tree.body):
        yield source.violation(1, "api names what it offers in __all__")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_all(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _offers(source: Source, by_module: dict[str, Source]) -> Iterator[Violation]:
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield from _offer(by_module, node.module or "", alias.name)


def _offer(by_module: dict[str, Source], module: str, name: str) -> Iterator[Violation]:
    found = _definition(by_module, module, name)
    if found is None:
        return
    home, function = found
    if not ast.get_docstring(function):
        yield home.violation(function.lineno, f"{name}() stands in api and has no docstring")
    if len(_positional(function)) > 1:
        yield home.violation(function.lineno, f"{name}() stands in api: keyword-only after the first parameter")


def _definition(by_module: dict[str, Source], module: str, name: str) -> tuple[Source, Function] | None:
    """Where a re-exported function is really written; follows packages that only pass it on."""
    source = by_module.get(module)
    if source is None:
        return None
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return source, node
        if isinstance(node, ast.ImportFrom) and name in {alias.asname or alias.name for alias in node.names}:
            original = next(alias.name for alias in node.names if (alias.asname or alias.name) == name)
            return _definition(by_module, node.module or "", original)
    return None


def _positional(function: Function) -> list[str]:
    every = [*function.args.posonlyargs, *function.args.args]
    return [argument.arg for argument in every if argument.arg not in UNCOUNTED | {ASKER}]


def _engine(source: Source, explained: set[str]) -> Iterator[Violation]:
    """Public functions and methods; a method that several classes share is explained once, where it is declared."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _documented(source, node)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name not in explained and not _is_noun(method):
                    yield from _documented(source, method)


def _documented(source: Source, function: Function) -> Iterator[Violation]:
    if not function.name.startswith("_") and not ast.get_docstring(function):
        yield source.violation(function.lineno, f"{function.name}() is public in the engine and has no docstring")


def _is_noun(function: Function) -> bool:
    """A property's name and type already explain it; an overridden method is explained where it is declared."""
    names = {getattr(decorator, "id", getattr(decorator, "attr", "")) for decorator in function.decorator_list}
    return bool(names & {"property", "cached_property", "override", "overload"})
