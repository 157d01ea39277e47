"""Whoever adds a table with something personal says what becomes of it in a person's archive and erasure."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import models
from django.db.models import Q

from assay.kernel import subjects
from assay.kernel.subjects import Holding
from assay.modules.identity.models import Device, MailedCode


def personal_tables(root: Path) -> set[str]:
    lines = (root / "docs/compliance/personal-fields.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(".")[0] for line in lines if line.endswith(" personal")}


def unregistered(tables: Iterable[str]) -> list[str]:
    return sorted(set(tables) - {one.table for one in subjects.holdings()})


def test_every_table_with_a_personal_field_is_registered_by_its_module(root: Path) -> None:
    assert [] == unregistered(personal_tables(root))


def test_a_table_that_nobody_registered_is_noticed(root: Path) -> None:
    assert ["letters_letter"] == unregistered(personal_tables(root) | {"letters_letter"})


def test_every_module_registers_its_own_tables_only() -> None:
    for holding in subjects.holdings():
        home = holding.model.__module__.split(".models")[0]
        assert home.startswith("assay.") or holding.table == "account_emailaddress"


def test_what_is_withheld_or_left_out_says_why_and_exists() -> None:
    for holding in subjects.holdings():
        names = {one.name for one in holding.model._meta.concrete_fields}
        assert set(holding.withheld) <= names, holding.table
        assert set(holding.reads) <= names, holding.table
        assert all(str(reason).strip() for reason in holding.withheld.values())
        assert bool(str(holding.left_out).strip()) != bool(str(holding.about).strip()), holding.table


def test_what_an_erasure_leaves_to_an_act_is_ended_by_one_that_exists() -> None:
    """Every table goes, is kept for a reason that the person reads, or is ended by an act or with another table."""
    acts = {name for name, _ in (*subjects.first_acts(), *subjects.last_acts())}
    tables = {one.table for one in subjects.holdings()}
    assert set() == {one.ended_by for one in subjects.holdings() if one.ended_by} - acts - tables


def test_every_area_has_a_file_of_its_own() -> None:
    areas = [one.area for one in subjects.exported()]
    assert sorted(set(areas)) == sorted(areas)


def test_a_secret_never_reaches_an_archive() -> None:
    """A column that is called like what opens something is withheld."""
    opening = {"password", "secret", "digest", "token_hash", "key_hash", "former_hash", "payload"}
    shown = {
        f"{holding.table}.{one.name}"
        for holding in subjects.exported()
        for one in subjects.shown_fields(holding)
        if one.name in opening
    }
    assert set() == shown


@pytest.mark.parametrize(
    "holding",
    [
        Holding(model=MailedCode, area="a"),
        Holding(model=MailedCode, theirs=lambda person: Q(person_id=person.id)),
        Holding(model=MailedCode, area="a", theirs=lambda _person: Q(), left_out="because"),
        Holding(model=MailedCode),
        Holding(model=MailedCode, left_out="because"),
        Holding(model=MailedCode, left_out="because", kept="because", goes=lambda _person: Q()),
        Holding(model=Device, left_out="a second time", kept="because"),
    ],
)
def test_a_registration_that_says_nothing_or_says_it_twice_is_refused(holding: Holding) -> None:
    with pytest.raises(ValueError, match=holding.table):
        subjects.hold(holding)


@pytest.mark.parametrize(
    ("value", "said"),
    [(b"\x00\x01", "AAE="), (None, None), (True, True), (models.Q, str(models.Q)), ({"a": 1}, {"a": 1})],
)
def test_values_are_plain(value: object, said: object) -> None:
    assert said == subjects.plain(value)
