"""Every fact says in plain words what happened: owners read it in their audit log."""

import string
from dataclasses import fields

from assay.kernel import events

OURS = "assay."


def test_every_fact_says_what_happened() -> None:
    silent = [name for name, cls in events.names().items() if cls.__module__.startswith(OURS) and not _says(cls)]

    assert [] == silent, 'give each its words: @fact("ideas.archived.v1", says=_("archived an idea"))'


def test_the_words_name_nothing_that_the_fact_does_not_carry() -> None:
    unknown = {
        name: sorted(named)
        for name, cls in events.names().items()
        if (named := _braces(_says(cls)) - {field.name for field in fields(cls)})
    }

    assert {} == unknown


def _says(cls: type) -> str:
    return str(events.sentence_of(cls))


def _braces(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}
