"""From parsed JSON to a frozen dataclass, or every reason why not."""

import json
from dataclasses import dataclass, fields
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assay.kernel.wire.shapes import adapter

MAX_BYTES = 1_000_000  # of a document; larger ones are refused unread


@dataclass(frozen=True, slots=True)
class WireError:
    """One thing wrong with a document: where (RFC 6901) and what."""

    pointer: str
    detail: str


class WireInvalid(ValueError):
    """The document does not have the asked shape; ``errors`` names every place."""

    def __init__(self, errors: tuple[WireError, ...]) -> None:
        super().__init__("; ".join(f"{error.pointer or '/'}: {error.detail}" for error in errors))
        self.errors = errors


_LONG = 400  # of a list of choices; beyond it the schema is the better place to look
_SENTENCES = {
    "missing": "is required",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "string_unicode": "must be valid Unicode",
    "dict_type": "must be an object",
    "tuple_type": "must be a list",
    "finite_number": "must be a finite number",
    "invalid_key": "must have a text as its key",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "value_error": "{error}",
}


def load[T](cls: type[T], data: object) -> T:
    """Build ``cls`` from parsed JSON. Unknown keys, wrong types, NaN and broken bounds are errors; all are collected.

    Raises WireInvalid. A whole number is taken where a number is asked; true is never a number.
    """
    try:
        loaded: T = adapter(cls).validate_python(data)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        raise WireInvalid(tuple(_explain(cls, error) for error in errors)) from None
    return loaded


def loads[T](cls: type[T], text: str | bytes, *, max_bytes: int = MAX_BYTES) -> T:
    """Build ``cls`` from a JSON text. Raises WireInvalid, also for what is no JSON, too large, or says a key twice."""
    if len(text) > max_bytes:
        raise WireInvalid((WireError("", f"must have at most {max_bytes:,} bytes"),))
    try:
        parsed = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except RecursionError:
        raise WireInvalid((WireError("", "is nested too deeply"),)) from None
    except ValueError as error:
        raise WireInvalid((WireError("", f"is not JSON: {error}"),)) from None
    return load(cls, parsed)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _explain(cls: type, error: ErrorDetails) -> WireError:
    if error["type"] == "extra_forbidden":
        return WireError(_pointer(error["loc"]), _unknown(cls, error["loc"]))
    sentence = _SENTENCES.get(error["type"])
    context: dict[str, Any] = dict(error.get("ctx", {}))
    if len(context.get("expected", "")) > _LONG:
        context["expected"] = f"{context['expected'][:_LONG].rsplit(',', 1)[0]}, … (the schema lists all)"
    return WireError(_pointer(error["loc"]), sentence.format(**context) if sentence else error["msg"])


def _unknown(cls: Any, loc: tuple[int | str, ...]) -> str:
    if len(loc) > 1:
        return "is not a known key here"
    return f"is not a known key; known are {', '.join(item.name for item in fields(cls))}"


def _pointer(loc: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in loc)
