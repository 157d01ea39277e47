"""Every stored word has a plain one, and numbers stand in their boxes as people write them."""

from enum import StrEnum

import pytest
from django import forms

from assay.engine.inputs import AlternativeKind
from assay.engine.result import Decision, Severity
from assay.engine.types import EvidenceClass, Recruitment
from assay.web.forms import RangeField, Triple
from assay.web.labels import ALTERNATIVES, DECISIONS, RECRUITMENTS, SEVERITIES, STRENGTHS, Label


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (STRENGTHS, EvidenceClass),
        (RECRUITMENTS, Recruitment),
        (SEVERITIES, Severity),
        (DECISIONS, Decision),
        (ALTERNATIVES, AlternativeKind),
    ],
)
def test_every_word_that_the_engine_knows_has_a_plain_one(labels: dict[str, Label], words: type[StrEnum]) -> None:
    assert {word.value for word in words} == set(labels)


class Boxes(forms.Form):
    """A single number and a range."""

    wage = forms.FloatField()
    share = RangeField()


@pytest.mark.parametrize(
    ("value", "shown"), [(3000.0, "3000"), (0.5, "0.5"), (0.07 * 100, "7"), (0.29 * 100, "29"), (12.25, "12.25")]
)
def test_a_number_stands_in_its_box_as_people_write_it(value: float, shown: str) -> None:
    page = str(Boxes(initial={"wage": value, "share": Triple(low=value, likely=value, high=value)}))
    assert page.count(f'value="{shown}"') == 4


def test_what_is_no_number_is_given_back_as_it_was_typed() -> None:
    assert 'value="1.twenty-and-some"' in str(Boxes(data={"wage": "1.twenty-and-some"}))
