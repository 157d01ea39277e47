"""An entry in plain words."""

import string
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from assay.kernel import events, reading
from assay.modules.audit.types import LOOK, Entry

_WAYS: Final = {
    "page": _("page"),
    "file": _("file"),
    "script": _("interface"),
    "key": _("API key"),
    "directory": _("directory"),
}


def sentence(entry: Entry, *, called: Mapping[str, str]) -> str:
    """Say what happened, as the fact declares it; ``called``: names for ids, where they are known."""
    cls = events.names().get(entry.fact)
    words = str(events.sentence_of(cls)) if cls else ""
    values = {**_told(entry), **{name: called.get(each, each) for name, each in entry.objects.items()}}
    return string.Formatter().vformat(words, (), _Known(values)).strip() if words else entry.fact


def _told(entry: Entry) -> Mapping[str, object]:
    """The plain values of an entry; of a look, in words."""
    if entry.fact != LOOK:
        return entry.details
    kind, way = str(entry.details.get("kind", "")), str(entry.details.get("way", ""))
    return {"kind": reading.words(kind), "way": _WAYS.get(way, way)}


def plain(words: str) -> str:
    """Return a fact's words without anything filled in."""
    return string.Formatter().vformat(words, (), _Known())


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
