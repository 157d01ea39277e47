"""What is in an archive: everything that is somebody's, nothing of anybody else's, nothing that opens anything."""

import hashlib
import json
from typing import Any

import pytest

from assay.kernel import subjects, tenancy
from assay.modules.identity.api import Role, admit, open_workspace
from tests.identity.make import actor_for, person
from tests.privacy import make

pytestmark = pytest.mark.django_db


def text_of(archive: dict[str, Any]) -> str:
    return json.dumps(archive, ensure_ascii=False)


@pytest.mark.slow(reason="people with something in every table, and an archive of it")
def test_every_word_that_somebody_wrote_is_in_their_archive_and_no_word_of_anybody_else() -> None:
    alice, bob = person(name="Alice"), person(name="Bob")
    ledgers = make.furnished(alice, "alice")
    bobs = make.furnished(bob, "bob") | make.mark(bob, "bob").words
    shared = open_workspace(bob.pk, name="Of Bob")
    admit(alice.pk, workspace_id=shared, role=Role.MEMBER)
    with tenancy.scope(shared):
        hers = make.written(actor_for(alice, workspace_id=shared), "alice-at-bobs")
        theirs = make.written(actor_for(bob, workspace_id=shared), "bob")
    marked = make.mark(alice, "alice")

    archive = make.archived(marked.account)

    text = text_of(archive)
    for place, word in {**ledgers, **marked.words}.items():
        assert word in text, place
    assert all(word in text for word in hers.values())
    assert [] == [word for word in (*bobs.values(), *theirs.values(), "bob-asks") if word in text]
    assert bob.email not in text


@pytest.mark.slow(reason="a person with something in every table")
def test_no_personal_field_is_forgotten_by_an_archive() -> None:
    """Walked over the models: a new personal field is in the archive by itself, and filled here or the test says so."""
    alice = person(name="Alice")
    make.furnished(alice, "alice")
    make.mark(alice, "alice")

    archive = make.archived(alice)

    for holding in subjects.exported():
        rows = archive[f"{holding.area}.json"]
        for name in make.personal_fields(holding):
            assert any(name in row for row in rows), f"{holding.table}.{name}"


def test_nothing_in_an_archive_opens_anything() -> None:
    alice = person(name="Alice")
    make.furnished(alice, "alice")

    archive = make.archived(alice)

    text = text_of(archive)
    for holding in subjects.exported():
        rows = make.all_of(holding, alice)
        for row in rows:
            for name in holding.withheld:
                value = str(getattr(row, name) or "")
                assert len(value) < 12 or value not in text, f"{holding.table}.{name}"
    assert alice.password not in text


def test_the_manifest_describes_and_proves_every_file() -> None:
    alice = person(name="Alice")
    archive = make.archived(alice)
    manifest = archive["manifest.json"]

    named = {one["path"] for one in manifest["files"]}
    assert set(archive) == named | {"manifest.json", "README.txt"}
    for one in manifest["files"]:
        rows = archive[one["path"]]
        assert one["rows"] == len(rows)
        body = b"[" + b"".join(
            (b",\n" if at else b"\n") + json.dumps(row, ensure_ascii=False).encode() for at, row in enumerate(rows)
        )
        assert one["sha256"] == hashlib.sha256(body + b"\n]\n").hexdigest()
        for row in rows:
            assert set(one["schema"]["items"]["required"]) == set(row)
        assert one["path"] in archive["README.txt"]
    assert all(one["reason"] for one in manifest["left_out"])


@pytest.mark.slow(reason="two people with something in every table")
def test_the_archive_of_a_workspace_holds_what_was_made_there_by_anybody_and_nothing_from_elsewhere() -> None:
    alice, bob = person(name="Alice"), person(name="Bob")
    make.furnished(alice, "alice")
    shared = open_workspace(alice.pk, name="Shared")
    admit(bob.pk, workspace_id=shared, role=Role.MEMBER)
    with tenancy.scope(shared):
        words = make.written(actor_for(bob, workspace_id=shared), "bob")

    archive = make.archived(alice, workspace_id=shared)

    text = text_of(archive)
    assert all(word in text for word in words.values())
    assert ["Shared"] == [row["name"] for row in archive["workspaces/workspaces.json"]]
    assert {str(alice.pk), str(bob.pk)} == {row["person"] for row in archive["workspaces/memberships.json"]}
    assert {str(shared)} == {row["workspace_id"] for row in archive["ideas/ideas.json"]}
    assert not [name for name in archive if name.startswith(("profile/", "activity/", "account/person"))]
