"""How the text of an environment variable becomes a value.

Each raises ValueError with words that fit after "is wrong:".
"""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assay.kernel.privacy import Secret


def described(parse: Callable[[str], Any], *, example: str, about: str, default: str | None = None) -> dict[str, Any]:
    """Describe one variable: how it is read, an example, what it is for, and its default as text (None: required)."""
    return {"parse": parse, "example": example, "about": about, "default": default}


def text(raw: str) -> str:
    """Take any text that is not empty."""
    if not raw.strip():
        raise ValueError("it is empty")
    return raw.strip()


def secret(raw: str) -> Secret:
    """Take a text and hide it."""
    return Secret(text(raw))


def maybe_secret(raw: str) -> Secret:
    """Take a text and hide it, or nothing."""
    return Secret(raw.strip())


def tokens(raw: str) -> tuple[Secret, ...]:
    """Take several texts of at least 16 characters and hide them, or none; comma between them."""
    found = names(raw)
    if any(len(token) < 16 for token in found):
        raise ValueError("it is shorter than 16 characters")
    return tuple(Secret(token) for token in found)


def secrets(raw: str) -> tuple[Secret, ...]:
    """Take several secrets, comma between them."""
    return tuple(Secret(part) for part in names(raw))


def keys(least: int) -> Callable[[str], tuple[Secret, ...]]:
    """Take one or several keys of at least so many characters, comma between them."""

    def parse(raw: str) -> tuple[Secret, ...]:
        found = names(raw)
        if not found:
            raise ValueError("it is empty")
        if any(len(key) < least for key in found):
            raise ValueError(f"a key in it is shorter than {least} characters")
        if len(set(found)) < len(found):
            raise ValueError("it holds the same key twice")
        return tuple(Secret(key) for key in found)

    return parse


def numbered_keys(least: int) -> Callable[[str], tuple[tuple[int, Secret], ...]]:
    """Take one or two keys as ``number:key``, comma between them; of two, one number is even and one is odd."""

    def parse(raw: str) -> tuple[tuple[int, Secret], ...]:
        pairs = [part.partition(":") for part in names(raw)]
        if not all(number.isascii() and number.isdigit() and mark for number, mark, _ in pairs):
            raise ValueError("it is not of the form number:key")
        found = keys(least)(",".join(key for _, _, key in pairs))
        numbers = [int(number) for number, _, _ in pairs]
        if len(numbers) > 2 or len({number % 2 for number in numbers}) < len(numbers):
            raise ValueError("it holds more than two keys, or two whose numbers are both odd or both even")
        return tuple(zip(numbers, found, strict=True))

    return parse


def names(raw: str) -> tuple[str, ...]:
    """Take words, comma between them."""
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def hosts(raw: str) -> tuple[str, ...]:
    """Take host names, each as it is or everything below it (``*.example.com``), and the word public."""
    found = tuple(word.lower() for word in names(raw))
    for word in found:
        if word != "public" and not re.fullmatch(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+", word):
            raise ValueError(f"{word!r} is neither a host name nor the word public")
    return found


def servers(raw: str) -> tuple[tuple[str, int], ...]:
    """Take network addresses, each with a port (``192.0.2.1:5353``, ``[2001:db8::1]:5353``) or for port 53."""
    return tuple(_server(word) for word in names(raw))


def _server(word: str) -> tuple[str, int]:
    parts = urlsplit(f"//{word}" if word.count(":") < 2 or word.startswith("[") else f"//[{word}]")
    try:
        return str(ip_address(parts.hostname or "")), parts.port or 53
    except ValueError:
        raise ValueError(f"{word!r} is no network address") from None


def flag(raw: str) -> bool:
    """Take true or false in the usual spellings."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[raw.strip().lower()]
    except KeyError:
        raise ValueError("it is neither true nor false") from None


def count(least: int, most: int) -> Callable[[str], int]:
    """Take a whole number between the two."""

    def parse(raw: str) -> int:
        try:
            number = int(raw)
        except ValueError:
            raise ValueError("it is not a whole number") from None
        if not least <= number <= most:
            raise ValueError(f"it is not between {least} and {most}")
        return number

    return parse


def file(raw: str) -> str:
    """Take the path of a file that is there; nothing means none."""
    path = raw.strip()
    if path and not Path(path).is_file():
        raise ValueError("there is no such file")
    return path


def lifetimes(*names: str) -> Callable[[str], dict[str, tuple[timedelta, timedelta]]]:
    """Take a span unused and a span at most for each name: ``member=14d/30d,staff=30m/12h``."""

    def parse(raw: str) -> dict[str, tuple[timedelta, timedelta]]:
        given = dict(part.strip().partition("=")[::2] for part in raw.split(",") if part.strip())
        if set(given) != set(names):
            raise ValueError(f"it does not name {', '.join(names)} once each")
        return {name: _spans(given[name]) for name in names}

    return parse


def _spans(text: str) -> tuple[timedelta, timedelta]:
    idle, _, absolute = text.partition("/")
    found = _span(idle), _span(absolute)
    if not timedelta(minutes=10) <= found[0] <= found[1] <= timedelta(days=30):
        raise ValueError(f"{text!r} is not two spans, the first no longer than the second, from 10m to 30d")
    return found


def _span(text: str) -> timedelta:
    units = {"m": 60, "h": 3600, "d": 86_400}
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if not number.isdecimal() or len(number) > 6 or unit not in units:
        raise ValueError(f"{text!r} is not a span like 30m, 12h or 14d")
    return timedelta(seconds=int(number) * units[unit])


def choice[C: StrEnum](kind: type[C]) -> Callable[[str], C]:
    """Take one of the names."""

    def parse(raw: str) -> C:
        try:
            return kind(raw.strip())
        except ValueError:
            raise ValueError(f"it is none of {', '.join(kind)}") from None

    return parse


def address(*schemes: str) -> Callable[[str], Secret]:
    """Take an address of one of these schemes, and hide it because it may carry a password."""

    def parse(raw: str) -> Secret:
        parts = urlsplit(raw.strip())
        if parts.scheme not in schemes:
            raise ValueError(f"it does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        if not parts.hostname:
            raise ValueError("it names no host")
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("its port is not a number up to 65535") from None
        return Secret(raw.strip())

    return parse


def origin(raw: str) -> str:
    """Take scheme, host and port, and nothing after them."""
    parts = urlsplit(address("http", "https")(raw).reveal())
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it carries a path; only scheme, host and port belong in it")
    return f"{parts.scheme}://{parts.netloc}"


def origins(raw: str) -> tuple[str, ...]:
    """Take several origins, comma between them."""
    return tuple(origin(part) for part in names(raw))


def path(raw: str) -> str:
    """Take words with slashes between them, of letters, digits, dots, dashes and underscores."""
    found = raw.strip().strip("/")
    if not re.fullmatch(r"\w[\w.-]*(?:/\w[\w.-]*)*", found, re.ASCII):
        raise ValueError("it is no path of letters, digits, dots, dashes and underscores")
    return found


def contact(raw: str) -> str:
    """Take an address where people can be written to, or none."""
    if raw.strip() and not raw.strip().startswith(("mailto:", "https://")):
        raise ValueError("it begins with neither mailto: nor https://")
    return raw.strip()


def web_address(raw: str) -> str:
    """Take an http or https address that ends in a slash, to be continued by us."""
    found = address("http", "https")(raw).reveal()
    if not found.endswith("/"):
        raise ValueError("it does not end in a slash")
    return found


def optional(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Take what the other one takes, or nothing."""

    def either(raw: str) -> str:
        return parse(raw) if raw.strip() else ""

    return either


def seed(raw: str) -> Secret:
    """Take 32 bytes in hexadecimal digits."""
    if len(raw.strip()) != 64 or set(raw.strip().lower()) - set("0123456789abcdef"):
        raise ValueError("it is not 64 hexadecimal digits")
    return Secret(raw.strip().lower())


def place(raw: str) -> str:
    """Take a folder as file:///…, or a web address."""
    parts = urlsplit(raw.strip())
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return raw.strip()
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it is neither file:///a/folder nor a web address")
    return raw.strip().rstrip("/")
