"""Who may do what, at every address there is: the list is the product's own, so that a new address needs a case."""

import pytest
from django.test import Client

from assay.modules.identity.models import Membership
from tests.faults.addresses import (
    API,
    CASES,
    EVERY,
    EVERYBODYS,
    Case,
    is_problem,
    offered_operations,
    offered_pages,
    placeholders,
)
from tests.faults.world import World, nobody, rest, rows, undone, world
from tests.validation.make import answered

pytestmark = pytest.mark.django_db
OF_ALICE = {"idea_id", "run_id", "person_id", "invitation_id", "workspace_id"}
PRIVATE = [case for case in CASES if set(placeholders(case.route)) & OF_ALICE]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def there() -> World:
    return world()


def test_every_page_has_a_case() -> None:
    assert offered_pages() == {case.route for case in EVERY if not case.is_api}


def test_every_operation_of_the_interface_has_a_case() -> None:
    assert offered_operations() == {case.name for case in EVERY if case.is_api}


def test_what_is_meant_to_work_works(there: World) -> None:
    wrong = {}
    for case in CASES:
        rest()
        with undone():  # with a browser of its own: some end or rename the session they were sent in
            status = case.send(there.cast.as_alice, there.ids).status_code
        if not 200 <= status < 400:
            wrong[case.name] = status

    assert {} == wrong


def test_a_signed_out_visitor_is_led_to_sign_in_and_a_program_is_told(there: World) -> None:
    before, wrong = rows(), {}
    for case in CASES:
        answer = case.send(Client(), there.ids)
        if case.route in EVERYBODYS:
            is_right = answer.status_code == 200
        elif case.is_api:
            is_right = is_problem(answer, 401)
        else:
            is_right = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        if not is_right:
            wrong[case.name] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_a_stranger_gets_404_for_everything_that_is_alices(there: World) -> None:
    charlie = there.cast.as_charlie
    charlie.put(f"/{API}profile", "{}", content_type="application/json")  # a founder like any other
    before, wrong = rows(), {}
    for case in PRIVATE:
        rest()
        answer = case.send(charlie, there.ids)
        if answer.status_code != 404 or (case.is_api and not is_problem(answer, 404)):
            wrong[case.name] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_an_unknown_id_gives_404_wherever_it_stands_in_the_address(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), {}
    for case in CASES:
        for name in placeholders(case.route):
            rest()
            answer = _with(case, name, nobody()).send(alice, {**there.ids, name: nobody()})
            if answer.status_code != 404 or (case.is_api and not is_problem(answer, 404)):
                wrong[f"{case.name} {name}"] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_what_belongs_to_one_idea_is_not_found_under_another(there: World) -> None:
    with there.inside() as alice:
        other = {**there.ids, "idea_id": str(answered(alice, name="Another"))}
    browser, before, wrong = there.cast.as_alice, rows(), {}
    for case in CASES:
        if {"idea_id"} < set(placeholders(case.route)) and not case.ids:
            rest()
            status = case.send(browser, other).status_code
            if status != 404:
                wrong[case.name] = status

    assert ({}, before) == (wrong, rows())


def test_a_word_where_an_id_belongs_is_refused_clearly(there: World) -> None:
    alice, before, wrong = there.cast.as_alice, rows(), {}
    for case in CASES:
        for name in set(placeholders(case.route)) & {"idea_id", "note_id", "action_id", "evidence_id", "run_id"}:
            for word in ("7", "' OR 1=1 --", "%00", "%ED%A0%80", "x" * 3_000, "../../etc"):
                rest()
                answer = _with(case, name, word).send(alice, {**there.ids, name: word})
                if answer.status_code not in {404, 405, 422}:  # ../ may leave an address that another method has
                    wrong[f"{case.name} {name}={word[:12]}"] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_a_search_is_its_founders_own_even_inside_the_workspace(there: World) -> None:
    bob = there.cast.as_bob

    answers = {c.name: c.send(bob, there.ids).status_code for c in CASES if "search_id" in c.ids.values()}

    assert dict.fromkeys(answers, 404) == answers


def test_a_method_that_an_address_does_not_have_gives_405(there: World) -> None:
    taken = {(case.method, case.route) for case in CASES}
    alice, before, wrong = there.cast.as_alice, rows(), {}
    for case in {case.route: case for case in CASES if case.route}.values():
        for method in METHODS:
            if (method, case.route) in taken:
                continue
            rest()
            answer = Case(method=method, route=case.route, ids=case.ids).send(alice, there.ids)
            if answer.status_code != 405 or (case.is_api and not is_problem(answer, 405)) or "Allow" not in answer:
                wrong[f"{method} /{case.route}"] = answer.status_code

    assert ({}, before) == (wrong, rows())


def test_somebody_removed_from_the_workspace_is_outside_from_the_next_request_on(there: World) -> None:
    bob, address = there.cast.as_bob, f"/app/ideas/{there.ids['idea_id']}/"
    assert 200 == bob.get(address).status_code

    with there.inside():
        Membership.objects.filter(person_id=there.cast.bob.pk).delete()

    assert 404 == bob.get(address).status_code


def _with(case: Case, name: str, value: str) -> Case:
    """The case with one of its own placeholders filled otherwise."""
    if name not in case.ids:
        return case
    return Case(method=case.method, route=case.route, sent=case.sent, ids={**case.ids, name: value})
