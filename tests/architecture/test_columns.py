"""Every column that can hold a text, a document or a number is listed, and is what the list says (ADR 27)."""

import re
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from django.apps import apps
from django.db import connection

from assay.kernel.sealed import SealedField

LIST: Final = "docs/compliance/columns.md"
# Ids, moments and yes or no say nothing that anybody wrote.
SPARED: Final = ("uuid", "timestamp with time zone", "date", "boolean")
# Sealed by code: what seals stands above these tables, or fills them in a request's last moment.
BY_CODE: Final = frozenset({
    "audit_entry.sealed", "identity_factor.secret", "identity_session.payload", "identity_session.place",
    "kernel_replay.answer", "kernel_subject_key.wrapped", "privacy_export_part.sealed",
})  # fmt: skip
_ROW: Final = re.compile(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
_PLAIN: Final = re.compile(r"((?:`\w+`(?:, )?)+): ([^;]+)")


class Listed(NamedTuple):
    """What the list says: columns by how they are kept, and why those are plain that are."""

    sealed: frozenset[str]
    hashed: frozenset[str]
    words: frozenset[str]
    plain: dict[str, str]


def listed(root: Path) -> Listed:
    """Read the list. Raises AssertionError for a column that stands in two places."""
    rows = _ROW.findall((root / LIST).read_text(encoding="utf-8"))
    plain = {
        f"{table}.{name}": why.strip()
        for table, *_, last in rows
        for names, why in _PLAIN.findall(last)
        for name in re.findall(r"`(\w+)`", names)
    }
    sealed, hashed, words = (
        [f"{row[0]}.{name}" for row in rows for name in re.findall(r"`(\w+)`", row[at])] for at in (1, 2, 3)
    )
    every = [*sealed, *hashed, *words, *plain]
    assert len(set(every)) == len(every)
    return Listed(frozenset(sealed), frozenset(hashed), frozenset(words), plain)


def columns() -> dict[str, str]:
    """Every column of the database that the list is about, with its type: our tables and those of libraries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name, data_type FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND data_type <> ALL(%s)",
            [list(SPARED)],
        )
        return dict(cursor.fetchall())


def sealed_fields() -> frozenset[str]:
    """The columns whose field seals what is written to it."""
    return frozenset(
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    )


@pytest.mark.django_db
def test_every_column_is_decided_on_and_none_is_listed_that_is_gone(root: Path) -> None:
    known = listed(root)

    assert set(columns()) == {*known.sealed, *known.hashed, *known.words, *known.plain}, (
        f"say in {LIST} whether a new column is sealed, hashed, a word or number of the program, or plain and why"
    )


def test_what_is_listed_as_sealed_is_sealed_and_nothing_else_is(root: Path) -> None:
    assert sealed_fields() | BY_CODE == listed(root).sealed


def test_what_is_plain_says_why(root: Path) -> None:
    assert [] == [name for name, why in listed(root).plain.items() if len(why) < 20]


@pytest.mark.django_db
def test_no_document_and_no_bytes_are_plain_without_a_reason(root: Path) -> None:
    """A JSON document or bytes take anything; neither is ever a mere word or number of the program."""
    known, kinds = listed(root), columns()

    assert set() == {name for name in known.words if kinds[name] in {"jsonb", "json", "bytea"}}
