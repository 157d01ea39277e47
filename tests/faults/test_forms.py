"""What no honest browser posts: every form answers readably, escapes what it shows, and writes all or nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.faults.addresses import KIND, LOGGED, Case, is_problem
from tests.faults.world import World, rest, rows, world

pytestmark = pytest.mark.django_db
IDEA = "app/ideas/{idea_id}/"
MARK = "<script>alert(1)</script>"
LONG = "x" * 5_000
HOSTILE = (LONG, "9" * 5_000, "a\x00b", "\u202e'; DROP TABLE ideas_idea; --", MARK, "nan", "1e308", "-1", "")
RANGES = {
    "customer": ("reachable",),
    "problem": ("frequency", "spend", "hours_lost"),
    "money": ("price", "gross_margin", "unit_cost", "fixed_cost", "capex", "first_sale_hours", "leads", "days_to_cash"),
}
STEPS: Mapping[str, Mapping[str, str]] = {
    "idea": {"name": "Shift swap", "archetype": "subscription", "stage": "raw", "sentence": "s", "description": "d"},
    "customer": dict.fromkeys(
        ("role", "trigger", "payer", "type", "country", "region", "places", "prospects", "exclusion"), ""
    ),
    "problem": dict.fromkeys(("category", "workaround", "asked", "acted"), ""),
    "offer": dict.fromkeys(("solution", "advantages"), ""),
    "money": {"currency": "USD", "revenue_model": ""},
    "goal": {
        "goal_type": "income",
        "goal_profit": "1500",
        "goal_month": "24",
        "affordable_loss": "8000",
        "cash": "10000",
        "hours_per_week": "15",
        "wage": "30",
        "risk": "balanced",
        "holds_licence": "unknown",
    },
    "check": {"reason_D6": "", "range_D6_low": "1", "range_D6_likely": "2", "range_D6_high": "3"},
}
POSTS = [
    *(
        Case(method="POST", route=f"{IDEA}edit/{{step}}/", sent=sent, ids={"step": step})
        for step, sent in STEPS.items()
    ),
    Case(method="POST", route="app/ideas/new/", sent=STEPS["idea"]),
    Case(
        method="POST",
        route=f"{IDEA}evidence/new/{{type_id}}/{{template}}/",
        sent={**LOGGED, "cluster_size": "1", "money": "1", "minutes": "1", "note": "n"},
        ids=KIND,
    ),
    Case(method="POST", route=f"{IDEA}notes/", sent={"body": "b", "tags": "t"}),
    Case(method="POST", route=f"{IDEA}notes/{{note_id}}/", sent={"body": "b", "tags": "t"}),
    Case(method="POST", route=f"{IDEA}actions/", sent={"text": "t", "due_on": "2026-12-01"}),
    Case(
        method="POST",
        route="app/profile/",
        sent={
            "currency": "USD",
            "goal_month": "24",
            "risk": "bold",
            "ambition": "",
            "sub_area": "",
            "languages": "de",
            "interests": "",
            "experience_summary": "",
            "cash": "2",
            "affordable_loss": "1",
            "hours_per_week": "5",
            "skill_sales": "2",
            "years_23": "1",
            "people_micro": "3",
            "work_styles": "solo",
            "country": "DE",
        },
    ),
]


@pytest.fixture
def there() -> World:
    return world()


def _with_ranges(case: Case) -> dict[str, str]:
    names = RANGES.get(case.ids.get("step", ""), ())
    return {**(case.sent or {}), **{f"{name}_{part}": "1" for name in names for part in ("low", "likely", "high")}}


@pytest.mark.parametrize("case", POSTS, ids=lambda case: case.path({}) if case.ids else case.name)
def test_no_value_in_any_field_breaks_a_form(there: World, case: Case) -> None:
    alice, wrong, stood = there.cast.as_alice, dict[str, Any](), rows()
    for name, sent in _attacks(_with_ranges(case)):
        rest()
        answer = Case(method="POST", route=case.route, sent=sent, ids=case.ids).send(alice, there.ids)
        if answer.status_code == 422 and _explains(answer) and rows() == stood:
            continue
        if answer.status_code != 302 or alice.get(case.path(there.ids)).status_code != 200:
            wrong[name] = answer.status_code
        stood = rows()

    assert {} == wrong


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        ("customer", "places", ", ".join(f"place {i}" for i in range(15))),
        ("customer", "places", "x" * 200),
        ("customer", "reachable", "50000000000"),
        ("problem", "frequency", "200000"),
        ("problem", "hours_lost", "2000000"),
        ("money", "first_sale_hours", "2000000"),
        ("money", "leads", "50000000000"),
        ("money", "days_to_cash", "800"),
        ("money", "price", "0"),
        ("money", "capex", "999999999999"),
        ("goal", "hours_per_week", "100"),
        ("check", "range_D4", "50000000000"),
    ],
)
def test_what_a_step_takes_can_be_read_again(there: World, step: str, field: str, value: str) -> None:
    """A draft that a form accepts and nothing can read any more would be lost."""
    alice, address = there.cast.as_alice, f"/app/ideas/{there.ids['idea_id']}/edit/{step}/"
    is_range = field in RANGES.get(step, ()) or field.startswith("range_")
    posted = {f"{field}_{part}": value for part in ("low", "likely", "high")} if is_range else {field: value}

    answer = alice.post(address, {**STEPS[step], **posted})

    assert answer.status_code == 302 or (answer.status_code == 422 and _explains(answer))
    assert 200 == alice.get(address).status_code


def test_a_profile_at_every_limit_can_be_read_again_and_searched_with(there: World) -> None:
    most = {"cash": "1e12", "affordable_loss": "1e12", "income_target": "1e12", "wage": "1e12", "hours_per_week": "112"}
    most |= {"deadline_months": "120", "years_23": "70", "people_micro": "1000000", "skill_sales": "5"}
    alice = there.cast.as_alice

    assert (
        302 == alice.post("/app/profile/", {"currency": "EUR", "goal_month": "12", "risk": "bold", **most}).status_code
    )
    assert 200 == alice.get("/app/profile/").status_code
    assert 302 == alice.post("/app/discover/").status_code


@pytest.mark.parametrize("prefix", ["alternatives", "dependencies"])
@pytest.mark.parametrize("kind", ["", "nonsense", MARK])
def test_a_row_without_a_kind_is_refused_or_taken_with_its_default(there: World, prefix: str, kind: str) -> None:
    alice, address = there.cast.as_alice, f"/app/ideas/{there.ids['idea_id']}/edit/offer/"
    management = {f"{name}-{part}": "1" for name in ("alternatives", "dependencies") for part in ("TOTAL_FORMS",)}
    management |= {f"{name}-INITIAL_FORMS": "0" for name in ("alternatives", "dependencies")}

    answer = alice.post(address, {**management, f"{prefix}-0-name": "Somebody", f"{prefix}-0-kind": kind})

    assert answer.status_code == 302 or (answer.status_code == 422 and MARK not in answer.content.decode())
    assert 200 == alice.get(address).status_code


@pytest.mark.parametrize("count", ["", "-1", "99999", "x", "9" * 5_000])
def test_a_set_of_rows_with_a_broken_count_breaks_nothing(there: World, count: str) -> None:
    alice, address = there.cast.as_alice, f"/app/ideas/{there.ids['idea_id']}/edit/offer/"
    management = {f"{name}-TOTAL_FORMS": count for name in ("alternatives", "dependencies")}

    answer = alice.post(address, {**management, "alternatives-0-name": "Somebody"})

    assert answer.status_code in {302, 422}
    assert 200 == alice.get(address).status_code


def test_a_field_that_is_sent_twice_counts_once(there: World) -> None:
    alice = there.cast.as_alice

    answer = alice.post(f"/app/ideas/{there.ids['idea_id']}/notes/", {"body": ["first", "second"], "tags": ""})

    assert 302 == answer.status_code
    assert "second" in alice.get(f"/app/ideas/{there.ids['idea_id']}/notes/").content.decode()


@pytest.mark.parametrize("revision", ["9" * 5_000, "-1", "x", "٣٣", "1.5"])
def test_a_revision_that_is_none_of_ours_overwrites_nothing(there: World, revision: str) -> None:
    address = f"/app/ideas/{there.ids['idea_id']}/edit/customer/"

    answer = there.cast.as_alice.post(address, {"role": "somebody new", "revision": revision})

    assert 409 == answer.status_code


def test_more_fields_than_any_form_has_are_refused(there: World) -> None:
    alice, before = there.cast.as_alice, rows()

    answer = alice.post(
        f"/app/ideas/{there.ids['idea_id']}/notes/", {f"f{i}": "x" for i in range(1_001)} | {"body": "b"}
    )

    assert (400, before) == (answer.status_code, rows())


@pytest.mark.parametrize(
    "query", ["q=%00", f"q={'x' * 5_000}", "archived=maybe", "cursor=%00", "q=%ED%A0%80", "q=%25_"]
)
def test_a_hostile_search_on_the_list_is_answered(there: World, query: str) -> None:
    assert there.cast.as_alice.get(f"/app/ideas/?{query}").status_code in {200, 422}


@pytest.mark.parametrize(
    "query", ["search=%00", f"search={'x' * 5_000}", "limit=0", "limit=-1", "limit=1e9", "cursor=%00"]
)
def test_a_hostile_query_of_the_interface_is_named(there: World, query: str) -> None:
    answer = there.cast.as_alice.get(f"/api/v1/ideas?{query}")

    assert is_problem(answer, 422)
    assert f"/{query.split('=', maxsplit=1)[0]}" == answer.json()["errors"][0]["pointer"]


def _attacks(sent: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every field at once with each value, and each field alone with one that the others do not hide."""
    yield from ((f"all={value[:12]}", dict.fromkeys(sent, value)) for value in HOSTILE)
    for number, name in enumerate(sent):
        for value in (HOSTILE[number % len(HOSTILE)], HOSTILE[(number + 5) % len(HOSTILE)]):
            yield f"{name}={value[:12]}", {**sent, name: value}


def _explains(answer: Any) -> bool:
    page = answer.content.decode()
    return "error-summary" in page and MARK not in page
