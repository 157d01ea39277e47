"""Numbers as people read them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

import assay
from assay.web import format as fmt

NBSP = fmt.NBSP
ROOT = Path(assay.__file__).parent


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0%"), (0.0004, f"<{NBSP}0.1%"), (0.0312, "3.1%"), (0.03, "3%"), (0.0996, "10%"), (0.415, "42%"),
        (0.994, "99%"), (0.997, f">{NBSP}99%"), (1.0, "100%"), (-0.05, "−5%"),
    ],
)  # fmt: skip
def test_a_share_never_turns_into_a_false_zero_or_a_false_hundred(share: float, shown: str) -> None:
    assert shown == fmt.percent(share)


def test_what_a_person_stated_is_not_rounded() -> None:
    assert fmt.number(12345, "USD", exact=True) == "$12,345"
    assert fmt.number(12345, "USD") == "$12,300"
    assert fmt.percent(0.1234, exact=True) == "12.34%"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (29.0, "EUR/month", "€29 a month"),
        (29.5, "EUR", "€29.50"),
        (-1234.0, "EUR", "−€1,230"),
        (1500.0, "JPY", "¥1,500"),
        (14.4, "months", "14 months"),
        (1.0, "months", "1 month"),
        (6.43, "score", "6.4"),
        (3.14159, "ratio", "3.14×"),
        (0.05, "share/month", "5% a month"),
        (120.0, "count", "120"),
        (37_000.0, "buyers", f"37,000{NBSP}buyers"),
        (8.0, "hours/week", "8 hours a week"),
        (0.8, "true/false", "80%"),
    ],
)
def test_each_unit_of_the_engine_has_its_form(value: float, unit: str, shown: str) -> None:
    assert shown == fmt.number(value, unit)


def test_money_takes_the_currency_of_the_page() -> None:
    assert fmt.number(1250.0, "money", currency="EUR", exact=True) == "€1,250"
    assert fmt.interval(19, 49, "money/month", currency="GBP") == f"£19{NBSP}–{NBSP}£49"


@pytest.mark.parametrize(
    ("low", "high", "unit", "shown"),
    [
        (6.2, 29.4, "months", f"6.2{NBSP}–{NBSP}29 months"),
        (7.334, 856.7, "customers", f"7.33{NBSP}–{NBSP}857{NBSP}customers"),
        (0.61, 21.2, "ratio", f"0.61×{NBSP}–{NBSP}21.2×"),
        (0.02, 0.11, "share/month", f"2%{NBSP}–{NBSP}11%"),
        (-57_123, -3_724, "USD", f"−$57,100{NBSP}–{NBSP}−$3,720"),
    ],
)
def test_an_interval_says_its_unit_once(low: float, high: float, unit: str, shown: str) -> None:
    assert shown == fmt.interval(low, high, unit)


def test_nobody_wins_a_fraction_of_a_customer() -> None:
    assert fmt.number(92.6, "customers") == f"93{NBSP}customers"


def test_an_interval_whose_ends_look_alike_is_shown_once() -> None:
    assert fmt.interval(0.301, 0.302, "share") == "30%"


def test_the_readers_language_decides_separators_and_places() -> None:
    with translation.override("de"):
        assert fmt.money(1250.0, "EUR") == f"1.250{NBSP}€"
        assert fmt.percent(0.031) == f"3,1{NBSP}%"
        assert fmt.plain(12345.678) == "12.300"


def test_an_unknown_language_falls_back_to_english() -> None:
    with translation.override("xx"):
        assert fmt.plain(12345.678) == "12,300"


@pytest.mark.parametrize(("amount", "shown"), [(950.4, "€950"), (1500, "€1.5K"), (12_000, "€12K"), (-20_000, "−€20K")])
def test_axis_amounts_are_short(amount: float, shown: str) -> None:
    assert shown == fmt.compact_money(amount, "EUR")


def test_infinity_is_a_sign_not_an_error() -> None:
    assert fmt.plain(float("inf")) == "∞"
    assert fmt.plain(float("-inf")) == "−∞"


def test_a_day_is_written_out_and_a_moment_names_its_zone() -> None:
    moment = datetime(2031, 2, 3, 16, 5, tzinfo=UTC)
    assert "3 February 2031" == date_format(date(2031, 2, 3))
    assert "3 February 2031, 16:05 UTC" == date_format(moment, "DATETIME_FORMAT")
    assert "16:05 UTC" == date_format(moment, "TIME_FORMAT")


def test_no_template_writes_dates_in_a_way_of_its_own() -> None:
    templates = [each for each in ROOT.rglob("templates/**/*.*") if each.suffix in {".html", ".txt"}]
    written = {form for each in templates for form in re.findall(r'\|date:"([^"]*)"', each.read_text())}
    assert {"DATE_FORMAT", "DATETIME_FORMAT", "TIME_FORMAT", "c"} == written
