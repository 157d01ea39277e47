"""Contract types that import-linter does not bring: doors, gates and a closed list of imports."""

import sys
from collections.abc import Iterable
from typing import Any, cast, override

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def _is_inside(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _importers(graph: ImportGraph, package: str) -> Iterable[tuple[str, str]]:
    """Every (importer, imported) where something outside ``package`` imports it or a part of it."""
    if package not in graph.modules:
        return
    parts = {package} if graph.is_module_squashed(package) else {package, *graph.find_descendants(package)}
    for imported in sorted(parts):
        for importer in sorted(graph.find_modules_that_directly_import(imported) - parts):
            yield importer, imported


class _EdgeContract(Contract):
    """A contract that judges single imports; ``trespasses`` names those that break it."""

    verb = "may not import"

    def trespasses(self, graph: ImportGraph) -> Iterable[tuple[str, str]]:
        raise NotImplementedError

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        lines = [
            f"{importer} {self.verb} {imported} (line {_line(graph, importer, imported)})"
            for importer, imported in self.trespasses(graph)
        ]
        return ContractCheck(kept=not lines, metadata={"lines": lines})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["lines"]:
            output.print_error(line)


def _line(graph: ImportGraph, importer: str, imported: str) -> int:
    details: list[Any] = list(graph.get_import_details(importer=importer, imported=imported))
    return int(details[0]["line_number"]) if details else 0


def _texts(field: object) -> list[str]:
    """A list field as the contract holds it once it is read from the file; its class speaks of the description."""
    return cast("list[str]", field)


class DoorsContract(_EdgeContract):
    """Enter a module only through its doors; the porter (the wiring) may go anywhere.

    The package itself counts as inside: after ``from assay.modules import ideas`` nothing would show what is reached
    through ``ideas.``.
    """

    type_name = "doors"
    verb = "reaches into"

    container = fields.StringField()
    doors = fields.ListField(subfield=fields.StringField())
    porter = fields.StringField()

    @override
    def trespasses(self, graph: ImportGraph) -> Iterable[tuple[str, str]]:
        for room in sorted(graph.find_children(str(self.container))):
            doors = [f"{room}.{door}" for door in _texts(self.doors)]
            for importer, imported in _importers(graph, room):
                if imported not in doors and not _is_inside(importer, [str(self.porter)]):
                    yield importer, imported


class GatesContract(_EdgeContract):
    """A package, ours or a vendor's, is imported only from its homes. One line each: ``target <- home home``."""

    type_name = "gates"

    homes = fields.ListField(subfield=fields.StringField())

    @override
    def trespasses(self, graph: ImportGraph) -> Iterable[tuple[str, str]]:
        for line in _texts(self.homes):
            target, _, homes = (part.strip() for part in line.partition("<-"))
            for importer, imported in _importers(graph, target):
                if not _is_inside(importer, homes.split()):
                    yield importer, imported


class OnlyContract(_EdgeContract):
    """A package imports itself, the standard library and a closed list; everything else is refused."""

    type_name = "only"

    source = fields.StringField()
    allowed = fields.ListField(subfield=fields.StringField())

    @override
    def trespasses(self, graph: ImportGraph) -> Iterable[tuple[str, str]]:
        own = str(self.source)
        known = {own, *_texts(self.allowed), *sys.stdlib_module_names}
        for importer in sorted({own, *graph.find_descendants(own)} & graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if not _is_inside(imported, known):
                    yield importer, imported
