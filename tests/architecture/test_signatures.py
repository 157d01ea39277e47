"""No row of a table crosses a module's door."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NewType

import pytest
from django.db.models import QuerySet

from assay.kernel.models import OutboxRow
from tools import levels
from tools.rules import signatures


@dataclass(frozen=True)
class Carrier:
    rows: tuple[OutboxRow, ...]


@dataclass(frozen=True)
class Nested:
    carrier: Carrier | None


@dataclass(frozen=True)
class Fine:
    name: str
    parts: tuple["Fine", ...] = ()


type Alias = list[OutboxRow]
RowName = NewType("RowName", OutboxRow)
FineName = NewType("FineName", str)


def gives_a_row(*, number: int) -> OutboxRow:
    raise NotImplementedError


def gives_rows() -> QuerySet[OutboxRow]:
    raise NotImplementedError


def gives_many() -> dict[str, list[OutboxRow | None]]:
    raise NotImplementedError


def takes_a_row(*, row: OutboxRow | None) -> None:
    raise NotImplementedError


def gives_a_carrier() -> Nested:
    raise NotImplementedError


def gives_an_alias() -> Alias:
    raise NotImplementedError


def gives_a_value(*, name: str) -> tuple[Fine, ...]:
    raise NotImplementedError


def door(**offers: object) -> ModuleType:
    module = ModuleType("door")
    module.__dict__.update(offers, __all__=list(offers))
    return module


def test_no_door_lets_a_row_through(root: Path) -> None:
    modules = levels.read(root / ".importlinter").of
    doors = [import_module(f"assay.modules.{name}.api") for name in modules if _has_door(root, name)]

    assert doors
    assert [] == list(signatures.check(doors))


def _has_door(root: Path, name: str) -> bool:
    return (root / "src" / "assay" / "modules" / name / "api.py").exists()


@pytest.mark.parametrize(
    "offer",
    [gives_a_row, gives_rows, gives_many, takes_a_row, gives_a_carrier, gives_an_alias, OutboxRow, Carrier, RowName],
)
def test_a_row_that_is_offered_is_caught(offer: Callable[..., Any]) -> None:
    assert 1 == len(list(signatures.check([door(offer=offer)])))


def test_values_and_ids_pass() -> None:
    assert [] == list(signatures.check([door(gives_a_value=gives_a_value, Fine=Fine, FineName=FineName)]))
