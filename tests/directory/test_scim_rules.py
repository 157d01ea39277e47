"""Filters, users and groups as values: what a document means, whatever it holds."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.directory.policy.filters import FilterInvalid, read_filter
from assay.modules.directory.policy.groups import Step, steps, whole
from assay.modules.directory.policy.users import UserInvalid, patched, read_user
from assay.modules.directory.types import UserOrder

KNOWN = frozenset({"username", "displayname", "active", "id", "emails.value", "emails.type", "emails"})
ANN: dict[str, str | bool | None] = {
    "username": "ann@example.com",
    "displayname": "",
    "active": True,
    "id": "7",
    "emails": "ann@example.com",
    "emails.value": "ann@example.com",
    "emails.type": "work",
}
ONE = UUID(int=1)
WORDS = ("(", ")", "[", "]", "not", "and", "or", "eq", "pr", '"x"', "active", "id", "true")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('userName eq "ANN@example.com"', True),
        ('USERNAME Eq "ann@example.com"', True),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann@example.com"', True),
        ('userName ne "bea@example.com"', True),
        ('userName co "@EXAMPLE"', True),
        ('userName sw "bea"', False),
        ('userName ew ".com"', True),
        ('id gt "6" and id ge "7" and id lt "8" and id le "7"', True),
        ('id gt "7" or id lt "7"', False),
        ("displayName pr", False),
        ("userName pr", True),
        ("active eq true", True),
        ('active eq "False"', False),
        ("active ne false", True),
        ("id eq null", False),
        ('id eq "7" or id eq "8" and active eq false', True),
        ('(id eq "7" or id eq "8") and active eq false', False),
        ('not (id eq "7")', False),
        ('emails[type eq "work" and value co "ann"]', True),
        ('emails[type eq "home"]', False),
        ('emails.value eq "ANN@example.com"', True),
        ('displayName eq "\\u0041\\"x"', False),
        ("userName gt null", False),
    ],
)
def test_a_filter_holds_as_the_rfc_says(text: str, *, holds: bool) -> None:
    assert holds is read_filter(text, known=KNOWN)(ANN)


@pytest.mark.parametrize(
    "text",
    [
        "userName gt true",
        'userName is "x"',
        "userName eq x",
        "password pr",
        '(id eq "7"',
        '(id eq "7"]',
        "id eq",
        "id pr id pr",
        "{",
    ],
)
def test_a_filter_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(FilterInvalid):
        read_filter(text, known=KNOWN)


def test_a_filter_has_bounds() -> None:
    deep = "(" * 10 + "id pr" + ")" * 10
    assert read_filter(deep, known=KNOWN)(ANN)
    for text in (f"({deep})", "id pr or " * 200 + "id pr"):
        with pytest.raises(FilterInvalid):
            read_filter(text, known=KNOWN)


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        test = read_filter(text, known=KNOWN)
    except FilterInvalid:
        return
    assert test(ANN) in {True, False}


@given(JSON)
def test_any_document_is_a_user_or_refused(document: Any) -> None:
    try:
        found = read_user(document)
    except UserInvalid:
        return
    assert found.user_name


@given(
    JSON, st.sampled_from(["add", "replace", "remove"]), st.sampled_from(["", "active", "name", "title", "displayName"])
)
def test_any_operation_changes_a_user_or_is_refused(value: Any, verb: str, path: str) -> None:
    before = UserOrder(user_name="a@b.example")
    try:
        after = patched(before, {"Operations": [{"op": verb, "path": path, "value": value}]})
    except UserInvalid:
        return
    assert before.user_name == after.user_name or not path


def test_a_user_is_what_the_document_says_and_nothing_else() -> None:
    sent = {
        "USERNAME": " a@b.example ",
        "urn:ietf:params:scim:schemas:core:2.0:User:externalId": "7",
        "name": {"givenName": "A", "middleName": "M", "familyName": "B"},
        "active": "False",
        "displayName": None,
        "title": "Dr.",
    }
    assert UserOrder(
        user_name="a@b.example", external_id="7", given_name="A", family_name="B", is_active=False
    ) == read_user(sent)
    assert "A B" == read_user(sent).name
    assert not read_user({"userName": "a@b.example"}, is_active=False).is_active


def test_a_patch_does_its_operations_in_their_order() -> None:
    order = UserOrder(user_name="a@b.example", given_name="A", formatted="A B", external_id="7")
    after = patched(
        order,
        {
            "operations": [
                {"op": "Add", "path": "name", "value": {"familyName": "C"}},
                {"op": "replace", "value": {"name.givenName": "D", "active": False, "nickName": "x"}},
                {"op": "remove", "path": "externalId"},
                {"op": "remove", "path": "nickName"},
                {"op": "replace", "path": "name.formatted", "value": "E"},
            ]
        },
    )
    assert UserOrder(user_name="a@b.example", given_name="D", family_name="C", formatted="E", is_active=False) == after
    bare = patched(after, {"Operations": [{"op": "remove", "path": "name"}]})
    assert UserOrder(user_name="a@b.example", is_active=False) == bare


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "remove", "path": "active"}, "mutability"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "add", "path": 7, "value": 1}, "invalidPath"),
        ({"op": "add", "path": "x" * 300, "value": 1}, "invalidPath"),
        ({"op": "nothing", "path": "active"}, "invalidSyntax"),
        ({"op": "add", "value": [1]}, "invalidValue"),
        ({"op": "add", "path": "displayName", "value": "x" * 300}, "invalidValue"),
    ],
)
def test_an_operation_that_cannot_be_is_refused_in_the_rfcs_words(operation: dict[str, object], kind: str) -> None:
    with pytest.raises(UserInvalid) as refusal:
        patched(UserOrder(user_name="a@b.example"), {"Operations": [operation]})
    assert kind == refusal.value.kind


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        ({"op": "add", "path": "members", "value": [{"value": str(ONE)}]}, [Step(ids=(ONE,), comes_in=True)]),
        ({"op": "add", "path": "members", "value": {"value": str(ONE)}}, [Step(ids=(ONE,), comes_in=True)]),
        ({"op": "remove", "path": f'members[value eq "{ONE}"]'}, [Step(ids=(ONE,), comes_in=False)]),
        ({"op": "remove", "path": "members", "value": [{"value": str(ONE)}]}, [Step(ids=(ONE,), comes_in=False)]),
        ({"op": "remove", "path": "members"}, [Step(ids=(), comes_in=True, is_whole=True)]),
        ({"op": "replace", "path": "members", "value": []}, [Step(ids=(), comes_in=True, is_whole=True)]),
        ({"op": "replace", "value": {"displayName": "Admins"}}, []),
        ({"op": "replace", "value": {"members": []}}, [Step(ids=(), comes_in=True, is_whole=True)]),
        ({"op": "replace", "path": "displayName", "value": "Admins"}, []),
        ({"op": "replace", "value": "x"}, []),
        ({"op": "add", "path": "externalId", "value": "7"}, []),
    ],
)
def test_a_group_is_filled_in_every_spelling_there_is(operation: dict[str, object], found: list[Step]) -> None:
    assert tuple(found) == steps({"Operations": [operation]}, name="Admins")


@pytest.mark.parametrize("members", ["x", [7], [{"value": 7}], [{"value": "x"}], [{}], [{"value": str(ONE)}] * 501])
def test_members_that_are_no_ids_are_refused(members: object) -> None:
    with pytest.raises(UserInvalid):
        whole({"displayName": "Admins", "members": members}, name="Admins")


def test_a_whole_group_says_who_is_in_it() -> None:
    assert (Step(ids=(), comes_in=True, is_whole=True),) == whole({"members": []}, name="Admins")
    assert () == whole({"displayName": "Admins"}, name="Admins"), "who says nothing of members puts nobody out"
    wrong: tuple[object, ...] = ([], {"displayName": "Owners"})
    for document in wrong:
        with pytest.raises(UserInvalid):
            whole(document, name="Admins")
