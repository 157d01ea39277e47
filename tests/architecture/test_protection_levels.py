"""Every table has one level of protection, and the list names no table that is gone (ASVS V14.1.1)."""

import re
from collections import Counter
from pathlib import Path

from tools.rules.tables import own

LIST = "docs/compliance/data.md"
LEVELS = frozenset({"public", "operational", "workspace", "personal", "secret", "record"})


def test_every_table_has_one_level(root: Path) -> None:
    text = (root / LIST).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \| (\w+) \| [^|]+ \|$", text, re.MULTILINE)
    named = Counter(name for tables, _ in rows for name in re.findall(r"`([a-z_]+)`", tables))

    assert {table for table, times in named.items() if times > 1} == set()
    assert {model._meta.db_table for model in own()} == set(named)
    assert {level for _, level in rows} <= LEVELS


def test_what_opens_something_or_names_somebody_stands_in_no_lower_level(root: Path) -> None:
    """A table with a field for an address, a key or a hash of one is personal, secret or a record."""
    text = (root / LIST).read_text(encoding="utf-8")
    levels = {
        name: level
        for names, level in re.findall(r"^\| (`[^|]+) \| (\w+) \|", text, re.MULTILINE)
        for name in re.findall(r"`([a-z_]+)`", names)
    }
    marks = re.compile(r"^(email|password|secret|digest|secret_hash|key_hash|token_hash|recipient)$")
    found = {
        model._meta.db_table
        for model in own()
        if any(marks.match(field.name) for field in model._meta.fields)
        and levels[model._meta.db_table] not in {"personal", "secret", "record"}
    }
    assert found == set()
