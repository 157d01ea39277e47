"""Q19: the ledger's chain breaks at any change, and corrections keep both rows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.ledger import (
    GENESIS,
    Broken,
    Entry,
    Fault,
    Json,
    Row,
    appended,
    body_of,
    canonical,
    effective,
    head,
    row_hash,
    verify,
)
from tests.engine.ledgers import survey


def _chain(count: int) -> list[Row]:
    rows: list[Row] = []
    for i in range(count):
        rows.append(appended(rows, body_of(Entry(record=survey(i, 30, id=f"r{i}")))))
    return rows


def test_q19_an_untouched_ledger_verifies_and_its_head_is_the_last_hash() -> None:
    rows = _chain(4)
    assert verify(rows) is None
    assert verify(rows, expected_head=rows[-1].hash) is None
    assert (GENESIS, rows[-1].hash) == (head([]), head(rows))
    assert verify([]) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_q19_changing_any_byte_of_any_row_breaks_the_chain(data: st.DataObject) -> None:
    rows = _chain(4)
    place = data.draw(st.integers(0, 3), label="row")
    stored = canonical(rows[place].body)
    at = data.draw(st.integers(0, len(stored) - 1), label="byte")
    changed = stored[:at] + bytes([stored[at] ^ data.draw(st.integers(1, 127), label="flip")]) + stored[at + 1 :]
    try:
        body = json.loads(changed)
    except ValueError:
        return  # no JSON any more: it cannot even be read
    if not isinstance(body, dict) or body == json.loads(stored):
        return
    rows[place] = Row(body=body, prev_hash=rows[place].prev_hash, hash=rows[place].hash)
    assert Broken(position=place, fault=Fault.CHANGED) == verify(rows)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_q19_a_row_recomputed_after_the_fact_breaks_the_next_link(place: int) -> None:
    rows = _chain(4)
    body = body_of(Entry(record=survey(29, 30, id=f"r{place}")))
    rows[place] = Row(body=body, prev_hash=rows[place].prev_hash, hash=row_hash(rows[place].prev_hash, body))
    assert Broken(position=place + 1, fault=Fault.UNLINKED) == verify(rows)


def test_q19_removing_moving_or_cutting_rows_shows() -> None:
    rows = _chain(4)
    assert Broken(position=1, fault=Fault.UNLINKED) == verify([rows[0], *rows[2:]])
    assert Broken(position=0, fault=Fault.UNLINKED) == verify(rows[1:])
    assert Broken(position=1, fault=Fault.UNLINKED) == verify([rows[0], rows[2], rows[1], rows[3]])
    assert verify(rows[:3]) is None
    assert Broken(position=3, fault=Fault.CUT) == verify(rows[:3], expected_head=rows[3].hash)


def test_q19_a_correction_keeps_both_rows_and_only_the_later_one_counts() -> None:
    first, better = survey(9, 30, id="first"), survey(3, 30, id="better")
    entries = [Entry(record=first), Entry(record=better, corrects="first")]
    assert (better,) == effective(entries)
    rows: list[Row] = []
    for entry in entries:
        rows.append(appended(rows, body_of(entry)))
    assert verify(rows) is None
    assert [9, 3] == [json.loads(canonical(row.body))["record"]["k"] for row in rows]


def test_q19_a_record_can_be_taken_back_and_a_correction_corrected() -> None:
    first, second, third = (survey(k, 30, id=str(k)) for k in (1, 2, 3))
    taken_back = [Entry(record=first), Entry(record=second), Entry(record=None, corrects="1")]
    assert (second,) == effective(taken_back)
    again = [Entry(record=first), Entry(record=second, corrects="1"), Entry(record=third, corrects="2")]
    assert (third,) == effective(again)


def test_q19_a_correction_of_a_later_or_unknown_record_is_refused() -> None:
    with pytest.raises(ValueError, match="not before it"):
        effective([Entry(record=survey(1, 2), corrects="nobody")])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"b": 1, "a": 2}, {"a": 2.0, "b": 1.0}),
        ({"a": [1, 2]}, {"a": (1.0, 2)}),
        ({"a": -0.0}, {"a": 0}),
    ],
)
def test_q19_one_value_has_one_spelling(left: Json, right: Json) -> None:
    assert canonical(left) == canonical(right)


def test_q19_different_values_have_different_spellings() -> None:
    values: list[Json] = [None, True, False, 1, 1.5, "1", "é", "", [], [1], {}, {"a": None}, 0, 2**60 + 1, 1e300]
    assert len(values) == len({canonical(value) for value in values})


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), {1: 2}, {"a": object()}, b"bytes"],
    ids=["nan", "infinity", "number as key", "object", "bytes"],
)
def test_q19_what_has_no_canonical_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="ledger row"):
        canonical(value)  # type: ignore[arg-type]  # the refusal of wrong types is what is tested
