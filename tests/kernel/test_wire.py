"""The wire takes what has the shape, names everything that has not, and always writes the same bytes."""

import json
import math
import uuid
from dataclasses import dataclass, field, make_dataclass
from enum import StrEnum
from typing import NewType

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.inputs import Customer, IdeaInput, Money
from assay.engine.types import Range
from assay.kernel.wire import NotWireable, WireError, WireInvalid, dump, dumps, load, loads, schema

Sku = NewType("Sku", str)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box to send."""

    sku: Sku
    weight: float = field(metadata={"minimum": 0, "maximum": 50})
    count: int = 1  # how many
    fragile: bool = False
    colour: Colour = Colour.RED
    notes: tuple[str, ...] = field(default=(), metadata={"max_items": 2, "max_length": 5})
    months: int = field(default=12, metadata={"choices": (12, 24)})
    price: Range | None = field(default=None, metadata={"minimum": 0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    box: Range
    code: str = field(default="", metadata={"pattern": "^[A-Z]{0,2}$"})


def wrong(cls: type, given_: object) -> dict[str, str]:
    with pytest.raises(WireInvalid) as caught:
        load(cls, given_)
    return {error.pointer: error.detail for error in caught.value.errors}


def test_a_right_document_becomes_the_dataclass_with_its_defaults() -> None:
    idea = load(IdeaInput, {"name": "Kiosk", "money": {"price": {"low": 1, "likely": 2, "high": 3}}})
    assert IdeaInput(name="Kiosk", money=Money(price=Range(low=1.0, likely=2.0, high=3.0))) == idea
    assert isinstance(idea.money.price, Range)
    assert isinstance(idea.money.price.low, float)


def test_every_error_is_named_at_once_with_its_pointer() -> None:
    found = wrong(IdeaInput, {"money": {"price": {"low": "1", "likely": True}}, "stage": "sold", "a/b~": 1})
    assert {"/name", "/money/price/low", "/money/price/likely", "/money/price/high", "/stage", "/a~1b~0"} == set(found)
    assert found["/name"] == "is required"
    assert found["/money/price/low"] == "must be a number"
    assert "'raw'" in found["/stage"]
    assert "known are name" in found["/a~1b~0"]


@pytest.mark.parametrize("value", [True, "1", None, math.nan, math.inf, -math.inf, 10**400, [], {}, 51, -0.1])
def test_a_number_is_a_finite_number_within_its_bounds_and_nothing_else(value: object) -> None:
    assert {"/weight"} == set(wrong(Box, {"sku": "a", "weight": value}))


@pytest.mark.parametrize("value", [1.0, True, "1", None, 1e300])
def test_a_whole_number_is_nothing_else(value: object) -> None:
    assert {"/count"} == set(wrong(Box, {"sku": "a", "weight": 1, "count": value}))


def test_lists_texts_and_choices_have_their_limits() -> None:
    found = wrong(Box, {"sku": "a", "weight": 1, "notes": ["a", "b", "c"], "months": 13})
    assert {"/notes", "/months"} == set(found)
    found = wrong(Box, {"sku": "a", "weight": 1, "notes": ["too long", 5]})
    assert found == {"/notes/0": "must have at most 5 characters", "/notes/1": "must be a text"}


def test_bounds_of_a_field_hold_for_the_numbers_of_the_nested_object_only_there() -> None:
    found = wrong(Box, {"sku": "a", "weight": 1, "price": {"low": -1, "likely": 2, "high": 3}})
    assert found == {"/price/low": "must be at least 0"}
    assert load(Shelf, {"box": {"low": -1, "likely": 2, "high": 3}}).box.low == -1


def test_a_rule_of_the_class_itself_is_reported_where_the_object_stands() -> None:
    found = wrong(Shelf, {"box": {"low": 3, "likely": 2, "high": 1}, "code": "abc"})
    assert {"/box", "/code"} == set(found)
    assert "low <= likely <= high" in found["/box"]


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800"])
def test_control_characters_and_broken_unicode_are_refused(text: str) -> None:
    assert {"/sku"} == set(wrong(Box, {"sku": text, "weight": 1}))


def test_ordinary_line_breaks_and_any_script_are_taken() -> None:
    assert load(Box, {"sku": "Straße\n\tقهوة 咖啡 🙂", "weight": 1}).sku == "Straße\n\tقهوة 咖啡 🙂"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ('{"name": NaN}', "NaN is no JSON number"),
        ('{"name": "a", "name": "b"}', "same key twice"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\xfd", "is not JSON"),
        ('{"name": ' + "9" * 5_000 + "}", "is not JSON"),
        (" " * 1_000_001, "at most 1,000,000 bytes"),
    ],
)
def test_what_is_no_sound_json_text_is_refused_with_the_reason(text: str | bytes, reason: str) -> None:
    with pytest.raises(WireInvalid, match=reason) as caught:
        loads(IdeaInput, text)
    assert [error.pointer for error in caught.value.errors] == [""]


def test_what_was_dumped_loads_as_the_same_object() -> None:
    box = Box(sku=Sku("x"), weight=0.1, colour=Colour.BLUE, notes=("a", "b"), price=Range(low=0, likely=1, high=2))
    assert box == load(Box, dump(box))
    assert box == loads(Box, dumps(box))
    assert box == loads(Box, dumps(box, keep_none=False))


def test_the_same_object_gives_the_same_bytes_whatever_the_order_of_its_keys() -> None:
    assert dumps({"b": Colour.RED, "a": (1, 2.5, None)}) == b'{"a":[1,2.5,null],"b":"red"}'
    assert dumps({"b": None, "a": 1}, keep_none=False) == b'{"a":1}'


def test_numbers_of_numpy_become_plain_and_floats_round_to_twelve_digits() -> None:
    found = {"i": np.int64(3), "f": np.float64(1) / 3, "b": np.bool_(1), "a": np.arange(2.0), "z": -0.0}
    assert dumps(found, digits=12) == b'{"a":[0.0,1.0],"b":true,"f":0.333333333333,"i":3,"z":0.0}'


def test_ids_and_times_become_text() -> None:
    identity = uuid.UUID(int=5)
    assert str(identity) == dump(identity)


@pytest.mark.parametrize("value", [math.nan, math.inf, {1: 2}, {3}, object(), Box, b"x", 1j])
def test_what_has_no_form_in_json_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(NotWireable, match=r"^/here"):
        dumps({"here": value})


def test_two_possible_types_are_refused_when_the_class_is_first_used() -> None:
    @dataclass(frozen=True)
    class Mixed:
        value: int | str

    with pytest.raises(TypeError, match="mixes types"):
        load(Mixed, {"value": 1})


def test_a_tuple_of_fixed_length_and_a_class_without_source_are_understood() -> None:
    point = make_dataclass("Point", [("at", tuple[float, str])], frozen=True)
    assert load(point, {"at": [1, "m"]}) == point(at=(1.0, "m"))
    assert {"/at/0", "/at/1"} == set(wrong(point, {"at": ["m", 1]}))
    assert wrong(point, {"at": [1, "m", 2]})


def test_a_long_list_of_choices_is_cut_in_the_error() -> None:
    many = make_dataclass("Many", [("one", str, field(metadata={"choices": tuple(f"choice-{n}" for n in range(99))}))])
    assert "the schema lists all" in wrong(many, {"one": "none"})["/one"]


def test_the_schema_is_valid_and_agrees_with_the_loader() -> None:
    document = schema(Box, id="https://assay.example/box.json", title="Box")
    jsonschema.Draft202012Validator.check_schema(document)
    check = jsonschema.Draft202012Validator(document)
    assert document["description"] == "A box to send."
    assert document["properties"]["count"]["description"] == "how many"
    assert document["required"] == ["sku", "weight"]
    good = {"sku": "a", "weight": 1, "price": {"low": 0, "likely": 1, "high": 2}}
    assert check.is_valid(good)
    for bad in (
        {"count": True},
        {"months": 13},
        {"notes": ["123456"]},
        {"q": 1},
        {"price": {"low": -1}},
        {"weight": 51},
    ):
        assert not check.is_valid(good | bad)
        assert wrong(Box, good | bad)


def test_the_idea_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(schema(IdeaInput, id="x", title="Idea"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
field_names = st.sampled_from(
    ["name", "money", "customer", "price", "low", "likely", "high", "evidence", "choices", "places"]
)


@given(json_values)
def test_any_json_either_loads_or_is_refused_with_pointers_never_anything_else(given_: object) -> None:
    _loads_or_refuses(IdeaInput, given_)


@given(
    st.recursive(
        json_values, lambda inner: st.dictionaries(field_names, inner, max_size=5) | st.lists(inner, max_size=3)
    )
)
def test_documents_with_our_own_keys_in_wrong_places_are_refused_too(given_: object) -> None:
    _loads_or_refuses(IdeaInput, {"name": "a"} | given_ if isinstance(given_, dict) else given_)


def _loads_or_refuses(cls: type[IdeaInput], document: object) -> None:
    errors: tuple[WireError, ...] = ()
    try:
        loaded = load(cls, document)
    except WireInvalid as invalid:
        errors = invalid.errors
    else:
        assert loaded == loads(cls, dumps(loaded))
        return
    assert errors
    assert all(not error.pointer or error.pointer.startswith("/") for error in errors)
    assert all(error.detail for error in errors)


@given(
    st.builds(
        IdeaInput,
        name=st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=80),
        customer=st.builds(Customer, prospects=st.none() | st.integers(0, 10_000)),
    )
)
def test_every_idea_survives_the_way_there_and_back(idea: IdeaInput) -> None:
    assert idea == loads(IdeaInput, dumps(idea))
    assert json.loads(dumps(idea)) == dump(idea)
