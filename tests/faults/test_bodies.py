"""Bodies that no honest program sends: each is refused with a problem document, nothing is half-written."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from assay.engine.discovery import Experience, Network, Profile, SkillLevel
from assay.engine.inputs import CustomerType
from assay.kernel import wire
from tests.faults.addresses import API, CASES, EVIDENCE, FORM, Case, is_problem
from tests.faults.world import World, rest, rows, world
from tests.validation.make import ANSWERS

pytestmark = pytest.mark.django_db
TAKE_JSON = [case for case in CASES if case.is_api and case.sent is not None]
UNREADABLE: Mapping[str, bytes] = {
    "nothing": b"",
    "half an object": b'{"body": "x"',
    "two values": b"{} {}",
    "no text": b"\xff\xfe\x00",
    "lone byte of a character": b'{"body": "\xc3"}',
    "no number": b'{"body": NaN}',
    "no finite number": b'{"body": -Infinity}',
    "nested too deeply": b"[" * 10_000 + b"]" * 10_000,
    "objects nested too deeply": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a list": b"[]",
    "a word": b'"body"',
    "null": b"null",
}
WORDS: Sequence[Any] = (
    "x" * 5_000,
    "a\x00b",
    "\ud800",
    "\u202egnp.exe",
    "<script>",
    "'; DROP TABLE x;--",
    7,
    [],
    {},
    None,
)
NUMBERS: Sequence[Any] = (-1, 1e308, -1e308, 10**30, True, "7", [], {}, None, 0.5, 0)


@pytest.fixture
def there() -> World:
    return world()


def test_ten_megabytes_are_refused_at_every_address_that_takes_anything(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), dict[str, int]()
    for case in CASES:
        if case.changes:
            rest()
            answer = case.post(alice, there.ids, b"x" * 10_000_000)
            if answer.status_code != 413 or (case.is_api and not is_problem(answer, 413)):
                wrong[case.name] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_what_is_no_json_object_is_refused_everywhere(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), dict[str, int]()
    for case in TAKE_JSON:
        for name, body in UNREADABLE.items():
            rest()
            answer = case.post(alice, there.ids, body)
            if not (is_problem(answer, 400) or is_problem(answer, 422)):
                wrong[f"{case.name}: {name}"] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_an_object_with_the_same_key_twice_is_refused(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), dict[str, int]()
    for case in TAKE_JSON:
        body = json.dumps(case.sent)
        twice = f"{body[:-1]}, {body[1:]}"
        answer = case.post(alice, there.ids, twice)
        if not (is_problem(answer, 400) or is_problem(answer, 422)):
            wrong[case.name] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_another_media_type_is_refused_everywhere(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), dict[str, int]()
    for case in TAKE_JSON:
        for kind in ("text/plain", FORM, "application/xml", ""):
            rest()
            answer = case.post(alice, there.ids, json.dumps(case.sent), kind)
            if not is_problem(answer, 415):
                wrong[f"{case.name}: {kind}"] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_a_key_nobody_knows_is_refused_with_its_pointer(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), dict[str, Any]()
    for case in TAKE_JSON:
        answer = case.post(alice, there.ids, json.dumps({**(case.sent or {}), "is_admin": True}))
        if not is_problem(answer, 422) or ["/is_admin"] != [fault["pointer"] for fault in answer.json()["errors"]]:
            wrong[case.name] = answer.status_code

    assert ({}, before) == (wrong, rows())


PROFILE = Profile(
    country="DE",
    languages=("de",),
    hours_per_week=10,
    cash=100,
    affordable_loss=50,
    income_target=5,
    deadline_months=3,
    wage=2,
    experience=(Experience(sector="23", years=2),),
    networks=(Network(customer=CustomerType.MICRO, people=3),),
    skills=(SkillLevel(skill="sales", level=2),),
)
ATTACKED = [
    Case(method="POST", route=f"{API}ideas", sent=wire.dump(ANSWERS)),
    Case(method="PUT", route=f"{API}profile", sent=wire.dump(PROFILE)),
    Case(
        method="POST",
        route=f"{API}ideas/{{idea_id}}/evidence",
        sent={**EVIDENCE, "note": "n", "money": 1, "minutes": 1},
    ),
    Case(method="POST", route=f"{API}ideas/{{idea_id}}/notes", sent={"body": "b", "tags": ["t"]}),
    Case(method="POST", route=f"{API}ideas/{{idea_id}}/actions", sent={"text": "t", "due_on": "2026-12-01"}),
    Case(
        method="PATCH",
        route=f"{API}ideas/{{idea_id}}/actions/{{action_id}}",
        sent={"text": "t", "due_on": "2026-12-01", "status": "blocked"},
    ),
]


@pytest.mark.parametrize("case", ATTACKED, ids=lambda case: case.name)
def test_a_hostile_value_in_any_field_is_refused_with_its_pointer_or_harmless(there: World, case: Case) -> None:
    alice, wrong, before = there.cast.as_alice, dict[str, Any](), rows()
    for pointer, body in _attacks(case.sent):
        rest()
        answer = case.post(alice, there.ids, json.dumps(body))
        if answer.status_code < 300:
            before = rows()
        elif not is_problem(answer, 422) or not _names(answer.json()["errors"], pointer.split("=")[0]):
            wrong[pointer] = (answer.status_code, answer.content[:300])

    assert ({}, before) == (wrong, rows())


@pytest.mark.parametrize("word", ["a\x00b", "\ud800", "\x1b[31m"])
def test_text_that_no_column_takes_is_refused(there: World, word: str) -> None:
    answer = Case(method="POST", route=f"{API}ideas/{{idea_id}}/notes").post(
        there.cast.as_alice, there.ids, json.dumps({"body": "b", "tags": [word]})
    )

    assert is_problem(answer, 422)
    assert "/tags/0" == answer.json()["errors"][0]["pointer"]


@pytest.mark.parametrize("due_on", [0, 1_700_000_000, True, "2026-13-01", "0000-01-01", "tomorrow", ""])
def test_only_a_day_of_the_calendar_is_a_date(there: World, due_on: object) -> None:
    answer = Case(method="POST", route=f"{API}ideas/{{idea_id}}/actions").post(
        there.cast.as_alice, there.ids, json.dumps({"text": "t", "due_on": due_on})
    )

    assert is_problem(answer, 422)
    assert "/due_on" == answer.json()["errors"][0]["pointer"]


def _attacks(sent: Any) -> Iterator[tuple[str, Any]]:
    for path, value in _leaves(sent):
        for hostile in NUMBERS if isinstance(value, int | float) and not isinstance(value, bool) else WORDS:
            body = json.loads(json.dumps(sent))
            holder = body
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = hostile
            yield f"{''.join(f'/{step}' for step in path)}={str(hostile)[:12]!a}", body


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list) and value:
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, step))
    elif path:
        yield path, value


def _names(faults: Sequence[Mapping[str, str]], pointer: str) -> bool:
    """Does a fault point at the field, at something in it, or at what it is a part of?"""
    return any(fault["pointer"].startswith(pointer) or pointer.startswith(fault["pointer"]) for fault in faults)
