"""An entry in plain words."""

import string
from collections.abc import Mapping

from assay.kernel import events
from assay.modules.audit.types import Entry


def sentence(entry: Entry, *, called: Mapping[str, str]) -> str:
    """Say what happened, as the fact declares it; ``called``: names for ids, where they are known."""
    cls = events.names().get(entry.fact)
    words = str(events.sentence_of(cls)) if cls else ""
    values = {**entry.details, **{name: called.get(each, each) for name, each in entry.objects.items()}}
    return string.Formatter().vformat(words, (), _Known(values)).strip() if words else entry.fact


def plain(words: str) -> str:
    """Return a fact's words without anything filled in."""
    return string.Formatter().vformat(words, (), _Known())


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
