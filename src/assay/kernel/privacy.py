"""Values that must not reach a log, a trace or an error report by accident.

A private value masks itself wherever text is made of it; the only way to its content is ``reveal()``, which is a word
a reviewer can search for. ``mask`` is the second net: it takes addresses and secrets out of text that is already free.
"""

import re
from typing import NoReturn, Self, override

ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
URL_PASSWORD = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)(?P<user>[^\s:/@]*):(?P<password>[^\s/@]+)@", re.IGNORECASE
)
BEARER = re.compile(r"\b(?P<scheme>bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
ASSIGNED = re.compile(
    r"(?P<name>(?:password|passwd|secret|token|api[_-]?key|authorization|cookie|sessionid|csrf\w*|code|signature)[\"']?\s*[=:]\s*)"
    r"(?P<value>\"[^\"]*\"|'[^']*'|[^\s,;&}\])]+)",
    re.IGNORECASE,
)
LONG_TOKEN = re.compile(r"\b(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Za-z])(?!0x)[A-Za-z0-9_-]{40,}\b")
UUID = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")


class Private[T]:
    """A value shown as stars everywhere; equality and hash are those of the value, pickling is refused."""

    __slots__ = ("_value",)
    _value: T

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the value itself. Every call is a decision somebody should be able to defend."""
        return self._value

    def masked(self) -> str:
        """Return what may be shown in its place."""
        return "***"

    @override
    def __str__(self) -> str:
        return self.masked()

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.masked()})"

    @override
    def __format__(self, spec: str) -> str:
        return format(self.masked(), spec)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Private) and type(other) is type(self) and self._value == other._value

    @override
    def __hash__(self) -> int:
        return hash((type(self), self._value))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    @override
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is private and is not pickled; reveal() it on purpose or send an id")


class Email(Private[str]):
    """An e-mail address; the masked form keeps the first letter and the last label: ``a***@***.org``."""

    __slots__ = ()

    @override
    def masked(self) -> str:
        local, _, domain = self._value.partition("@")
        return f"{local[:1]}***@***.{domain.rpartition('.')[2]}" if domain else "***"


class PersonName(Private[str]):
    """The name of a person; masked to nothing but stars, because initials identify in a small team."""

    __slots__ = ()


class Secret(Private[str]):
    """A password, token or key."""

    __slots__ = ()


def mask(text: str) -> str:
    """Take e-mail addresses, passwords in addresses, bearer tokens and assigned secrets out of free text.

    The second net under ``Private``: text from libraries, exceptions and tracebacks passes it before any sink.
    """
    text = URL_PASSWORD.sub(r"\g<scheme>\g<user>:***@", text)
    text = ADDRESS.sub("***@***", text)
    text = BEARER.sub(r"\g<scheme> ***", text)
    text = ASSIGNED.sub(r"\g<name>***", text)
    return LONG_TOKEN.sub(lambda found: found[0] if UUID.match(found[0]) else "***", text)
