"""What crosses a door: ids and frozen values, never a row of a table."""

import dataclasses
import inspect
import typing
from collections.abc import Iterable, Iterator
from types import ModuleType

from django.db.models import Manager, Model, QuerySet

ROWS = (Model, QuerySet, Manager)


def check(doors: Iterable[ModuleType]) -> Iterator[str]:
    """What a door offers or takes that is a row, or carries one inside a dataclass."""
    for door in doors:
        for name in door.__all__:
            offered = getattr(door, name)
            if row := _row_in(offered, seen=set()):
                yield f"{door.__name__}.{name} lets {row} through"


def _row_in(offered: object, *, seen: set[int]) -> str | None:
    if inspect.isclass(offered):
        return _row_in_class(offered, seen=seen)
    if isinstance(offered, typing.NewType):
        return _row_in(offered.__supertype__, seen=seen)
    if not callable(offered):
        return None
    hints = typing.get_type_hints(inspect.unwrap(offered))
    return next((row for hint in hints.values() if (row := _row_in_hint(hint, seen=seen))), None)


def _row_in_class(offered: type, *, seen: set[int]) -> str | None:
    if issubclass(offered, ROWS):
        return offered.__qualname__
    if id(offered) in seen or not dataclasses.is_dataclass(offered):
        return None
    seen.add(id(offered))
    hints = typing.get_type_hints(offered)
    fields = (hints[field.name] for field in dataclasses.fields(offered))
    return next((row for hint in fields if (row := _row_in_hint(hint, seen=seen))), None)


def _row_in_hint(hint: object, *, seen: set[int]) -> str | None:
    if isinstance(hint, typing.TypeAliasType):
        hint = hint.__value__
    parts = typing.get_args(hint)
    origin = typing.get_origin(hint)
    candidates = [part for part in (*parts, origin or hint) if inspect.isclass(part)]
    found = next((row for part in candidates if (row := _row_in_class(part, seen=seen))), None)
    inner = (row for part in parts if typing.get_args(part) and (row := _row_in_hint(part, seen=seen)))
    return found or next(inner, None)
