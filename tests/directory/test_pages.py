"""The pages of domains, as an owner walks them; everybody else finds nothing there."""

from pathlib import Path

import pytest

from assay.kernel import tenancy
from assay.modules.directory.queries.domains import list_domains
from tests.directory.make import claimed, name_servers, proven, publish_record, run_checks
from tests.identity.make import client_for
from tests.identity.sharing import team

pytestmark = pytest.mark.django_db
HERE = "/app/settings/workspace/domains/"


def test_an_owner_claims_proves_and_removes_a_domain(tmp_path: Path) -> None:
    crew = team()
    olga, owner = crew.browser(crew.olga), crew.acting(crew.olga)
    page = olga.post(HERE, {"name": "Example.com"})
    assert 302 == page.status_code
    where = page["Location"]
    with crew.inside():
        (card,) = list_domains(owner)
    shown = olga.get(where).content.decode()
    assert card.value in shown
    assert "_assay.example.com" in shown
    with name_servers(tmp_path) as (zone,):
        assert "asking the DNS now" in olga.post(f"{where}check/", follow=True).content.decode()
        run_checks()
        assert "No record of ours was found" in olga.get(where).content.decode()
        publish_record(zone, owner, card.id)
        olga.post(f"{where}check/")
        run_checks()
    assert "The record was found" in olga.get(where).content.decode()
    assert "Remove example.com?" in olga.get(f"{where}remove/").content.decode()
    assert "The domain is removed" in olga.post(f"{where}remove/", follow=True).content.decode()
    assert 404 == olga.get(where).status_code


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gmail.com", "open to everybody"),
        ("", "required"),
        ("192.0.2.1", "network address"),
        ("com", "Under this ending"),
        ("x" * 300, "at most 260"),
        ("<script>alert(1)</script>", "This is no domain"),
        ("taken.example", "in the list below already"),
    ],
)
def test_a_domain_that_cannot_be_claimed_is_refused_in_the_form(name: str, said: str) -> None:
    crew = team()
    claimed(crew.acting(crew.olga), "taken.example")
    page = crew.browser(crew.olga).post(HERE, {"name": name})
    assert 422 == page.status_code
    assert said in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_only_owners_of_the_workspace_get_in() -> None:
    crew, others = team(), team()
    domain_id = proven(crew.acting(crew.olga), "example.com")
    addresses = [HERE, f"{HERE}{domain_id}/", f"{HERE}{domain_id}/remove/"]
    for who in (crew.adam, crew.mia, crew.vic):
        browser = crew.browser(who)
        assert [403] * 3 == [browser.get(address).status_code for address in addresses]
        assert [403] * 3 == [
            browser.post(address, {"name": "other.example"}).status_code
            for address in (HERE, f"{HERE}{domain_id}/check/", f"{HERE}{domain_id}/remove/")
        ]
    stranger = others.browser(others.olga)
    assert [404] * 2 == [stranger.get(address).status_code for address in addresses[1:]]
    assert [404] * 2 == [stranger.post(f"{HERE}{domain_id}/{word}/").status_code for word in ("check", "remove")]
    with tenancy.scope(crew.workspace_id):
        assert 1 == len(list_domains(crew.acting(crew.olga)))


def test_the_pages_ask_for_a_fresh_proof() -> None:
    crew = team()
    domain_id = proven(crew.acting(crew.olga), "example.com")
    stale = client_for(crew.olga, workspace_id=crew.workspace_id)
    for address in (HERE, f"{HERE}{domain_id}/", f"{HERE}{domain_id}/remove/"):
        assert "/accounts/reauthenticate/" in stale.get(address)["Location"]
    assert 302 == stale.post(f"{HERE}{domain_id}/remove/").status_code
    with crew.inside():
        assert 1 == len(list_domains(crew.acting(crew.olga)))


def test_a_personal_workspace_is_told_where_domains_are() -> None:
    crew = team()
    page = client_for(crew.mia, is_fresh=True).get(HERE)
    assert "This is your personal workspace" in page.content.decode()
