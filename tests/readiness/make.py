"""Builders for the tests of readiness."""

import datetime as dt
from pathlib import Path

from assay.modules.readiness.conf import Place
from assay.modules.readiness.types import (
    Assessment,
    Evidence,
    Finding,
    Group,
    Item,
    Kind,
    Outcome,
    Section,
)

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

HOLDS = Finding(outcome=Outcome.HOLDS, detail="holds")
FAILS = Finding(outcome=Outcome.FAILS, detail="fails")
STALE = Finding(outcome=Outcome.STALE, detail="stale")


def assessment(*ids: str) -> Assessment:
    items = tuple(Item(id=each, title=f"Item {each}") for each in ids)
    group = Group(number="1.1", title="Group", items=items)
    return Assessment(sections=(Section(number=1, title="Section", groups=(group,)),))


def evidence(
    name: str = "proof",
    *,
    kind: Kind = Kind.DOCUMENT,
    proves: tuple[str, ...] = ("1.1.1",),
    run: tuple[str, ...] = ("a.md",),
    expect: tuple[str, ...] = (),
    max_age_days: int = 90,
) -> Evidence:
    return Evidence(
        id=name,
        kind=kind,
        title=f"Proof {name}",
        owner="engineering",
        proves=proves,
        run=run,
        expect=expect,
        max_age_days=max_age_days,
    )


def place(root: Path, *, now: dt.datetime = NOON, base_url: str | None = None) -> Place:
    return Place(root=root, now=now, base_url=base_url)


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def document(root: Path, name: str, *, expires: str = "2027-01-01") -> None:
    write(root, name, f"---\nowner: engineering\nexpires: {expires}\n---\n\n# A document\n")
