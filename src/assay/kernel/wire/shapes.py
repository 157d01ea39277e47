"""A dataclass seen as pydantic types: built once per class, so that no dataclass has to know pydantic."""

import dataclasses
import inspect
import re
import types
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    NewType,
    NotRequired,
    TypeAliasType,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import AfterValidator, ConfigDict, Field, Strict, StringConstraints, TypeAdapter

# Sizes nothing honest passes; a field that needs less or more says so in its metadata.
MAX_LENGTH = 10_000
MAX_ITEMS = 20_000

type Bounds = Mapping[str, Any]

_typed_dict: Any = TypedDict  # its fields are computed here, which the type checker takes from no one
_INHERITED = ("minimum", "maximum")
_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMMENT = re.compile(r"^    (\w+): .*?[^\s]\s+# (.+)$", re.MULTILINE)


def adapter(cls: type) -> TypeAdapter[Any]:
    """The validator of one dataclass, built on first use."""
    return _adapter(cls)


@cache
def _adapter(cls: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(_shape(cls, ()))


@cache
def _shape(cls: Any, inherited: tuple[tuple[str, Any], ...]) -> Any:
    """A typed dictionary with the class's fields, turned into the class after its fields are right."""
    hints = get_type_hints(cls, include_extras=True)
    comments = _comments(cls)
    fields = {
        item.name: _field(item, hints[item.name], {**dict(inherited), **item.metadata}, comments.get(item.name))
        for item in dataclasses.fields(cls)
        if item.init
    }
    suffix = "".join(f"_{key}_{value:g}" for key, value in inherited)
    shape = _typed_dict(f"{cls.__name__}{suffix}", fields)
    shape.__doc__ = _summary(cls)
    shape.__module__ = "wire"  # definitions are named after the class alone
    shape.__pydantic_config__ = _CONFIG
    return Annotated[shape, AfterValidator(_builder(cls))]


def _field(item: dataclasses.Field[Any], hint: Any, bounds: Bounds, comment: str | None) -> Any:
    shown: dict[str, Any] = {"description": bounds.get("description", comment)}
    default = item.default.value if isinstance(item.default, Enum) else item.default
    if isinstance(default, str | int | float | bool | None):
        shown["json_schema_extra"] = {"default": default}
    typed: Any = Annotated[_typed(hint, bounds), Field(**shown)]
    optional = item.default is not dataclasses.MISSING or item.default_factory is not dataclasses.MISSING
    return NotRequired[typed] if optional else typed


def _typed(hint: Any, bounds: Bounds) -> Any:
    """The strict form of one annotation; containers are entered, names are looked through."""
    hint = _named(hint)
    if "choices" in bounds and hint in (int, str):
        return Literal[tuple(bounds["choices"])]
    if get_origin(hint) in (Union, types.UnionType):
        return _optional(hint, bounds)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), bounds)
    if dataclasses.is_dataclass(hint):
        return _shape(hint, tuple((key, bounds[key]) for key in _INHERITED if key in bounds))  # type: ignore[arg-type]  # a class, not an instance
    return _scalar(hint, bounds)


def _named(hint: Any) -> Any:
    """What a NewType or a type alias stands for."""
    while isinstance(hint, NewType | TypeAliasType):
        hint = hint.__supertype__ if isinstance(hint, NewType) else hint.__value__
    return hint


def _optional(hint: Any, bounds: Bounds) -> Any:
    members = [member for member in get_args(hint) if member is not types.NoneType]
    if len(members) != 1:
        raise TypeError(f"{hint} mixes types; the wire knows only one type or nothing")
    return _typed(members[0], bounds) | None


def _tuple(args: tuple[Any, ...], bounds: Bounds) -> Any:
    if len(args) != 2 or args[1] is not Ellipsis:
        return tuple[tuple(_typed(arg, bounds) for arg in args)]  # type: ignore[misc]  # computed on purpose
    limits = Field(min_length=bounds.get("min_items", 0), max_length=bounds.get("max_items", MAX_ITEMS))
    return Annotated[tuple[_typed(args[0], bounds), ...], limits]  # type: ignore[misc]  # computed on purpose


def _scalar(hint: Any, bounds: Bounds) -> Any:
    if hint is str:
        limits = StringConstraints(
            min_length=bounds.get("min_length"),
            max_length=bounds.get("max_length", MAX_LENGTH),
            pattern=bounds.get("pattern"),
        )
        return Annotated[str, Strict(), limits, AfterValidator(_printable)]
    if hint in (int, float):
        return Annotated[hint, Strict(), Field(ge=bounds.get("minimum"), le=bounds.get("maximum"))]
    return Annotated[hint, Strict()] if hint is bool else hint


def _printable(text: str) -> str:
    """Refuse control characters: no database column and no document takes them."""
    if _CONTROL.search(text):
        raise ValueError("must not hold control characters")
    return text


def _builder(cls: type) -> Callable[[dict[str, Any]], Any]:
    def build(fields: dict[str, Any]) -> Any:
        return cls(**fields)

    return build


def _summary(cls: type) -> str | None:
    text = inspect.getdoc(cls) or ""
    return None if text.startswith(f"{cls.__name__}(") else text.split("\n\n", maxsplit=1)[0].replace("\n", " ") or None


def _comments(cls: type) -> dict[str, str]:
    """The remark behind each field in the source, which is also its description in the schema."""
    try:
        return dict(_COMMENT.findall(inspect.getsource(cls)))
    except (OSError, TypeError):
        return {}
