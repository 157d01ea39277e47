from dataclasses import replace
from datetime import date

import pytest

from assay.engine.types import Record
from assay.modules.validation.errors import InvalidEvidence
from assay.modules.validation.policy import check_evidence
from assay.modules.validation.types import NewEvidence

TODAY = date(2026, 11, 23)
INTERVIEWS = Record(id="", type="X01", template="D1", k=7, n=12)
QUOTES = Record(id="", type="X21", template="V2", mean=0.62, sd=0.05, n=3)
PLACES = Record(id="", type="X05", template="D4", k=400, exposure=1)
LICENCE = Record(id="", type="X22", template="F4", holds=True)


def faults(new: NewEvidence) -> list[str]:
    with pytest.raises(InvalidEvidence) as caught:
        check_evidence(new, today=TODAY)
    return [fault["pointer"] for fault in caught.value.errors]


@pytest.mark.parametrize("record", [INTERVIEWS, QUOTES, PLACES, LICENCE], ids=lambda r: r.template)
def test_a_complete_record_of_each_family_is_accepted(record: Record) -> None:
    check_evidence(NewEvidence(record=record, happened_on=TODAY, money=12.5, minutes=90), today=TODAY)


@pytest.mark.parametrize(
    ("record", "pointers"),
    [
        (replace(INTERVIEWS, type="X99"), ["/record/type"]),
        (replace(INTERVIEWS, template="Z1"), ["/record/template"]),
        (replace(INTERVIEWS, template="V1"), ["/record/template"]),
        (replace(INTERVIEWS, n=None), ["/record/n"]),
        (replace(INTERVIEWS, n=0), ["/record/n"]),
        (replace(INTERVIEWS, k=13), ["/record/k"]),
        (replace(INTERVIEWS, k=None), ["/record/k"]),
        (replace(INTERVIEWS, k=None, n=None), ["/record/n", "/record/k"]),
        (replace(QUOTES, mean=1.0), ["/record/mean"]),
        (replace(QUOTES, mean=None, n=None, sd=-1.0), ["/record/mean", "/record/n", "/record/sd"]),
        (replace(PLACES, k=-1, exposure=0), ["/record/k", "/record/exposure"]),
        (replace(LICENCE, holds=None), ["/record/holds"]),
        (replace(INTERVIEWS, cluster_size=0.5), ["/record"]),
    ],
)
def test_each_fault_of_a_record_is_named_by_its_pointer(record: Record, pointers: list[str]) -> None:
    assert pointers == faults(NewEvidence(record=record, happened_on=TODAY))


def test_the_story_around_a_record_is_checked_too() -> None:
    story = NewEvidence(record=INTERVIEWS, happened_on=TODAY)

    assert ["/happened_on"] == faults(replace(story, happened_on=date(2026, 11, 24)))
    assert ["/happened_on"] == faults(replace(story, happened_on=date(1999, 1, 1)))
    assert ["/money", "/minutes"] == faults(replace(story, money=-1.0, minutes=-1))
