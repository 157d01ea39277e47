"""The pages of API keys, as people use them."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from assay.kernel import tenancy
from assay.kernel.ids import new_id
from assay.modules.identity.api import Role
from assay.modules.identity.models import ApiKey, Person
from assay.modules.identity.policy import is_key
from assay.modules.identity.queries.access import WORKSPACE_KEY
from tests.identity.make import Cast, cast, client_for, person
from tests.identity.programs import Holder, fresh_client_for, program

pytestmark = pytest.mark.django_db
LIST, NEW = "/app/settings/keys/", "/app/settings/keys/new/"


@pytest.fixture
def alice() -> Person:
    return person()


def order(**changes: Any) -> dict[str, Any]:
    return {"once": str(new_id()), "name": "CI", "scopes": ["ideas:read"], "days": "90"} | changes


def shown(answer: Any) -> str:
    """The key that a page shows."""
    assert 201 == answer.status_code, answer.content.decode()
    found = re.search(r'value="(assay_live_\w+)"', answer.content.decode())
    assert found
    return found[1]


def inside(who: Person, workspace_id: Any) -> Client:
    """A fresh browser that works in a workspace."""
    browser = fresh_client_for(who)
    session = browser.session
    session[WORKSPACE_KEY] = str(workspace_id)
    session.save()
    return browser


def keys() -> int:
    with tenancy.system():
        return ApiKey.objects.count()


def test_a_key_is_shown_once_works_and_is_kept_by_no_cache(alice: Person) -> None:
    browser = fresh_client_for(alice)
    assert "No keys yet" in browser.get(LIST).content.decode()

    answer = browser.post(NEW, order(networks="127.0.0.0/8\n\n2001:db8::/32 ", per_minute="60"))

    token = shown(answer)
    assert is_key(token)
    assert "no-store" in answer["Cache-Control"]
    holder = Holder(key_id=uuid4(), token=token)
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code
    listed = browser.get(LIST).content.decode()
    assert token.split("_")[2] in listed
    assert token not in listed
    assert "127.0.0.0/8, 2001:db8::/32" in listed


def test_a_form_sent_again_makes_no_second_key(alice: Person) -> None:
    browser, sent = fresh_client_for(alice), order()
    assert shown(browser.post(NEW, sent))

    again = browser.post(NEW, sent, follow=True)

    assert 1 == keys()
    assert "made already" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "required"),
        ({"scopes": []}, "required"),
        ({"scopes": ["billing:write"]}, "not one of the available"),
        ({"days": "9999"}, "not one of the available"),
        ({"networks": "somewhere"}, "not a network like"),
        ({"per_minute": "0"}, "greater than or equal to 1"),
        ({"public_key": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}, "not an Ed25519 public key"),
        ({"once": "x"}, "valid UUID"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(
    alice: Person, changes: dict[str, Any], words: str
) -> None:
    answer = fresh_client_for(alice).post(NEW, order(**changes))

    assert 422 == answer.status_code
    assert words in answer.content.decode()
    assert 0 == keys()


@pytest.mark.parametrize("rest", ["new/", "{key}/replace/", "{key}/revoke/"])
def test_who_did_not_prove_lately_who_they_are_is_asked_to(alice: Person, rest: str) -> None:
    path = LIST + rest.replace("{key}", str(program(alice).key_id))
    before = keys()

    for answer in (client_for(alice).get(path), client_for(alice).post(path, order(overlap_hours="0"))):
        assert (302, True) == (answer.status_code, answer["Location"].startswith("/accounts/")), answer
    assert before == keys()


def test_replacing_shows_the_new_key_and_keeps_the_old_one_for_the_overlap(alice: Person) -> None:
    old, browser = program(alice), fresh_client_for(alice)
    path = f"{LIST}{old.key_id}/replace/"

    new = Holder(key_id=uuid4(), token=shown(browser.post(path, {"once": str(new_id()), "overlap_hours": "24"})))

    assert [200, 200] == [one.ask("GET", "/api/v1/ideas").status_code for one in (old, new)]
    assert "Being replaced" in browser.get(LIST).content.decode()
    assert 409 == browser.post(path, {"once": str(new_id()), "overlap_hours": "0"}).status_code
    assert 422 == browser.post(path, {"once": str(new_id()), "overlap_hours": "999"}).status_code


def test_revoking_asks_first(alice: Person) -> None:
    holder, browser = program(alice), fresh_client_for(alice)
    path = f"{LIST}{holder.key_id}/revoke/"
    assert 200 == browser.get(path).status_code
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code

    assert LIST == browser.post(path)["Location"]
    assert 302 == browser.post(path).status_code, "a second time changes nothing"
    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code


def test_members_see_their_own_keys_and_who_runs_the_workspace_sees_all() -> None:
    people = cast()
    alices, bobs = program(people.alice), program(people.bob, workspace_id=people.workspace_id)
    alice, bob, charlie = _browsers(people)

    assert [True, True] == [_lists(alice, holder) for holder in (alices, bobs)]
    assert [False, True] == [_lists(bob, holder) for holder in (alices, bobs)]
    assert [False, False] == [_lists(charlie, holder) for holder in (alices, bobs)]
    for rest in ("replace/", "revoke/"):
        assert 404 == bob.get(f"{LIST}{alices.key_id}/{rest}").status_code
        assert 404 == bob.post(f"{LIST}{alices.key_id}/{rest}", order(overlap_hours="0")).status_code
        assert 404 == charlie.post(f"{LIST}{bobs.key_id}/{rest}", order(overlap_hours="0")).status_code
    assert 404 == alice.post(f"{LIST}{bobs.key_id}/replace/", order(overlap_hours="0")).status_code
    assert 200 == alices.ask("GET", "/api/v1/ideas").status_code
    alice.post(f"{LIST}{bobs.key_id}/revoke/")
    assert 401 == bobs.ask("GET", "/api/v1/ideas").status_code


def _browsers(people: Cast) -> tuple[Client, Client, Client]:
    here = people.workspace_id
    return inside(people.alice, here), inside(people.bob, here), fresh_client_for(people.charlie)


def _lists(browser: Client, holder: Holder) -> bool:
    return holder.public_id in browser.get(LIST).content.decode()


def test_a_viewer_is_offered_no_key_and_makes_none() -> None:
    people = cast(bobs_role=Role.VIEWER)
    bob = inside(people.bob, people.workspace_id)

    assert "New key" not in bob.get(LIST).content.decode()
    assert 403 == bob.post(NEW, order()).status_code
    assert 0 == keys()


def test_a_long_list_comes_in_pages(alice: Person) -> None:
    holders, browser = [program(alice) for _ in range(21)], fresh_client_for(alice)

    first = browser.get(LIST).content.decode()
    cursor = re.search(r"\?cursor=([^\"]+)\"", first)

    assert cursor
    rest = browser.get(f"{LIST}?cursor={cursor[1]}").content.decode()
    assert [20, 1] == [sum(holder.public_id in page for holder in holders) for page in (first, rest)]


def test_nobody_is_led_to_sign_in() -> None:
    for path in (LIST, NEW, f"{LIST}{uuid4()}/replace/", f"{LIST}{uuid4()}/revoke/"):
        assert Client().get(path)["Location"].startswith("/accounts/login/")
