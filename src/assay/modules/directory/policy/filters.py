"""Filters of SCIM (RFC 7644, 3.4.2.2): read into a tree, judged against the values of one resource.

An attribute is looked up by its lower-case path; what is compared without regard to case is said in ``FOLDED``. A
filter is bounded in length and depth before anything is judged.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

type Value = str | bool | None
type Values = Mapping[str, Value]
type Test = Callable[[Values], bool]

LONGEST: Final = 1_000
DEEPEST: Final = 10
FOLDED: Final = frozenset({"username", "emails.value", "emails", "displayname", "meta.resourcetype"})
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\\x00-\x1f]|\\.)*\")|(?P<mark>[()\[\]])|(?P<word>[A-Za-z0-9:._$-]+))", re.ASCII
)
_URN: Final = re.compile(r"^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):")
_WORDS: Final[Mapping[str, Value]] = {"true": True, "false": False, "null": None}


class FilterInvalid(ValueError):
    """The filter cannot be read, or asks for what is not there."""


@dataclass(slots=True)
class _Reader:
    """What is left to be read, and how deep the brackets are."""

    tokens: list[str]
    known: frozenset[str]
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        found = self.peek()
        if not found:
            raise FilterInvalid("it ends too early")
        self.at += 1
        return found

    def take_if(self, word: str) -> bool:
        is_it = self.peek().lower() == word
        self.at += is_it
        return is_it


def read_filter(text: str, *, known: frozenset[str]) -> Test:
    """Return the test a filter is; ``known`` are the paths it may name, in lower case. Raises FilterInvalid."""
    if len(text) > LONGEST:
        raise FilterInvalid(f"it is longer than {LONGEST} characters")
    reader = _Reader(tokens=_tokens(text), known=known)
    test = _either(reader)
    if reader.peek():
        raise FilterInvalid("something stands after its end")
    return test


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FilterInvalid("it holds a character that has no meaning there")
        found.append(match[0].strip())
        at = match.end()
    return found


def _either(reader: _Reader) -> Test:
    tests = [_both(reader)]
    while reader.take_if("or"):
        tests.append(_both(reader))
    return lambda values: any(test(values) for test in tests)


def _both(reader: _Reader) -> Test:
    tests = [_one(reader)]
    while reader.take_if("and"):
        tests.append(_one(reader))
    return lambda values: all(test(values) for test in tests)


def _one(reader: _Reader) -> Test:
    if reader.take_if("not"):
        inner = _bracketed(reader, "(", ")")
        return lambda values: not inner(values)
    if reader.peek() == "(":
        return _bracketed(reader, "(", ")")
    path = path_of(reader.take())
    if reader.peek() == "[":  # emails[type eq "work"]: there is one address, so the bracket is judged by itself
        return _bracketed(reader, "[", "]", inside=path)
    if path not in reader.known:
        raise FilterInvalid("it names an attribute that cannot be filtered by")
    return _compared(reader, path)


def _bracketed(reader: _Reader, opens: str, closes: str, *, inside: str = "") -> Test:
    reader.depth += 1
    if reader.depth > DEEPEST or reader.take() != opens:
        raise FilterInvalid("its brackets are too deep, or one is missing")
    known = reader.known
    if inside:
        reader.known = frozenset(path.removeprefix(f"{inside}.") for path in known if path.startswith(f"{inside}."))
    test = _either(reader)
    reader.known = known
    if reader.take() != closes:
        raise FilterInvalid("a bracket is not closed")
    reader.depth -= 1
    return (lambda values: test(_within(values, inside))) if inside else test


def _within(values: Values, path: str) -> Values:
    return {name.removeprefix(f"{path}."): value for name, value in values.items() if name.startswith(f"{path}.")}


def _compared(reader: _Reader, path: str) -> Test:
    operator = reader.take().lower()
    if operator == "pr":
        return lambda values: values.get(path) not in {None, ""}
    compare = _COMPARE.get(operator)
    if compare is None:
        raise FilterInvalid("it has an operator that does not exist")
    wanted = _folded(path, _literal(reader.take()))
    if isinstance(wanted, bool) and operator not in {"eq", "ne"}:
        raise FilterInvalid("true and false have no order")
    return lambda values: compare(_folded(path, values.get(path)), wanted)


def path_of(text: str) -> str:
    """Return an attribute's path in lower case, without the name of the schema before it."""
    return _URN.sub("", text.lower())


def _literal(token: str) -> Value:
    if token.startswith('"'):
        try:
            return str(json.loads(token))
        except ValueError:
            raise FilterInvalid("a text in it is not closed or not escaped") from None
    if token.lower() in _WORDS:
        return _WORDS[token.lower()]
    raise FilterInvalid("a value in it is neither a text in quotes nor true, false or null")


def _folded(path: str, value: Value) -> Value:
    if path == "active" and isinstance(value, str):  # how Entra ID writes it
        return _WORDS.get(value.lower(), value)
    return value.casefold() if isinstance(value, str) and path in FOLDED else value


def _texts(compare: Callable[[str, str], bool]) -> Callable[[Value, Value], bool]:
    return lambda value, wanted: isinstance(value, str) and isinstance(wanted, str) and compare(value, wanted)


_COMPARE: Final[Mapping[str, Callable[[Value, Value], bool]]] = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "co": _texts(lambda value, wanted: wanted in value),
    "sw": _texts(lambda value, wanted: value.startswith(wanted)),
    "ew": _texts(lambda value, wanted: value.endswith(wanted)),
    "gt": _texts(lambda value, wanted: value > wanted),
    "ge": _texts(lambda value, wanted: value >= wanted),
    "lt": _texts(lambda value, wanted: value < wanted),
    "le": _texts(lambda value, wanted: value <= wanted),
}
