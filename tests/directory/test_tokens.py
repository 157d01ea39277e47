"""The pages of a directory: making a token, its successor, ending one."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings

from assay.kernel.models import OutboxRow
from assay.modules.directory.models import Token
from tests.directory.make import proven
from tests.directory.scim import Directory
from tests.identity.make import client_for
from tests.identity.sharing import Team, team

pytestmark = pytest.mark.django_db
HERE = "/app/settings/workspace/directory/"


def made(crew: Team, *, group: str = "viewer") -> str:
    page = crew.browser(crew.olga).post(HERE, {"group": group, "once": str(uuid4())})
    assert 201 == page.status_code
    found = re.search(r"assay_scim_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}", page.content.decode())
    assert found
    return found[0]


@pytest.fixture
def crew() -> Team:
    found = team()
    proven(found.acting(found.olga), "example.com")
    return found


def test_a_token_is_shown_once_and_opens_the_directory(crew: Team) -> None:
    there = Directory(crew=crew, token=made(crew))
    assert ["Viewers"] == [one["display"] for one in there.named()["groups"]]
    page = crew.browser(crew.olga).get(HERE).content.decode()
    assert there.token not in page
    assert f"{there.token[:23]}_…" in page
    assert "last used" in page


def test_two_work_at_a_time_so_that_one_follows_the_other(crew: Team) -> None:
    first, second = made(crew), made(crew)
    olga = crew.browser(crew.olga)
    third = olga.post(HERE, {"group": "viewer", "once": str(uuid4())})
    assert 422 == third.status_code
    assert "Two tokens work already" in third.content.decode()
    assert [200, 200] == [Directory(crew=crew, token=one).ask("GET", "Users").status_code for one in (first, second)]
    with crew.inside():
        token_id = Token.objects.get(public_id=first[11:23]).pk
    assert "Revoke this token?" in olga.get(f"{HERE}{token_id}/revoke/").content.decode()
    olga.post(f"{HERE}{token_id}/revoke/")
    assert [401, 200] == [Directory(crew=crew, token=one).ask("GET", "Users").status_code for one in (first, second)]
    assert 404 == olga.get(f"{HERE}{token_id}/revoke/").status_code
    names = (
        OutboxRow.objects.filter(name__startswith="directory.token")
        .order_by("created_at")
        .values_list("name", flat=True)
    )
    assert ["made", "made", "revoked", "refused"] == [name.split("_")[1].split(".")[0] for name in names]


def test_a_token_in_constant_use_outlives_a_change_of_the_index_key_within_a_minute(crew: Team) -> None:
    old, new = settings.INDEX_KEYS[0], (settings.INDEX_KEYS[0][0] + 1, "a-new-index-key-of-the-tests-0123456789")
    there = Directory(crew=crew, token=made(crew))
    for living in ((old,), (old, new), (new, old), (new,)):
        with override_settings(INDEX_KEYS=living):
            assert 200 == there.ask("GET", "Users").status_code


def test_a_form_that_is_sent_twice_makes_one_token(crew: Team) -> None:
    olga, sent = crew.browser(crew.olga), {"group": "member", "once": str(uuid4())}
    assert [201, 302] == [olga.post(HERE, sent).status_code for _ in range(2)]
    with crew.inside():
        assert 1 == Token.objects.count()


@pytest.mark.parametrize("group", ["owner", "admin", "", "x"])
def test_no_token_makes_owners_or_admins_of_everybody(crew: Team, group: str) -> None:
    assert 422 == crew.browser(crew.olga).post(HERE, {"group": group, "once": str(uuid4())}).status_code


def test_without_a_proven_domain_there_is_no_token() -> None:
    crew = team()
    olga = crew.browser(crew.olga)
    assert "Prove a domain first" in olga.get(HERE).content.decode()
    assert 422 == olga.post(HERE, {"group": "member", "once": str(uuid4())}).status_code


def test_only_owners_get_in_and_only_freshly(crew: Team) -> None:
    for who in (crew.adam, crew.mia, crew.vic):
        browser = crew.browser(who)
        assert [403, 403] == [browser.get(HERE).status_code, browser.post(HERE, {}).status_code]
    stale = client_for(crew.olga, workspace_id=crew.workspace_id)
    assert 302 == stale.post(HERE, {"group": "member", "once": str(uuid4())}).status_code
    with crew.inside():
        assert not Token.objects.exists()
