"""The meter beside a new password: what the server says, and what the page gives the script to work with."""

from typing import Any

import pytest
from django.test import Client

from assay.kernel.testing import captured
from assay.modules.identity.services.workspaces import open_workspace
from tests.identity.make import PASSWORD, client_for, person
from tests.identity.test_refusals import text

pytestmark = pytest.mark.django_db


def judge(client: Client, **fields: str) -> Any:
    return client.post("/password-strength/", fields)


def test_a_password_is_judged_with_words_and_nothing_is_kept_or_logged() -> None:
    with captured() as lines:
        weak, hard = judge(Client(), password="password1234"), judge(Client(), password=PASSWORD)
    assert (1, "Very easy to guess.") == (weak.json()["score"], weak.json()["label"])
    assert "close to one that many people use" in weak.json()["advice"]
    assert (4, "Very hard to guess.", "") == tuple(hard.json()[name] for name in ("score", "label", "advice"))
    assert "no-store" in hard.headers["Cache-Control"]
    assert PASSWORD not in lines.text


def test_what_the_form_refuses_for_its_length_does_not_fill_the_meter() -> None:
    assert (1, "Fewer than 12 characters.") == tuple(judge(Client(), password="gL4#vq9TmzW").json().values())[:2]


def test_the_address_in_the_form_counts_and_so_does_everything_about_who_is_signed_in() -> None:
    assert 4 == judge(Client(), password="zorblattquxify").json()["score"]
    assert 3 > judge(Client(), password="zorblattquxify", email="zorblatt.quxify@example.org").json()["score"]
    ada = person(name="Zorblatt Quxify")
    assert 3 > judge(client_for(ada), password="zorblattquxify").json()["score"]
    bob = person()
    open_workspace(bob.pk, name="Zorblatt Quxify")
    assert 3 > judge(client_for(bob), password="zorblattquxify").json()["score"]


@pytest.mark.parametrize("fields", [{}, {"password": ""}, {"password": "\x00"}, {"password": "x" * 9_000}])
def test_what_no_meter_asks_is_answered(fields: dict[str, str]) -> None:
    assert 200 == judge(Client(), **fields).status_code


def test_only_a_form_of_ours_may_ask_and_not_for_ever() -> None:
    assert 405 == Client().get("/password-strength/").status_code
    assert 403 == judge(Client(enforce_csrf_checks=True), password=PASSWORD).status_code
    assert 429 in {judge(Client(), password="x").status_code for _ in range(130)}


def test_without_script_the_form_says_the_same_when_it_is_sent() -> None:
    said = text(Client().post("/accounts/signup/", {"email": "a@example.org", "password1": "password1234"}))
    assert "Too easy to guess: 1 of 4, and 3 are needed." in said
    assert "Four words that have nothing to do with each other" in said
    assert 'data-strength="/password-strength/"' in said
    assert "onpaste" not in said
    assert 'autocomplete="new-password"' in said
