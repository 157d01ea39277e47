"""Claiming a domain and proving it by the DNS, over real packets."""

import threading
from datetime import timedelta
from pathlib import Path

import dns.rcode
import pytest
from django.db import connection, transaction
from django.test import override_settings

from assay.kernel import clock, events, http, tenancy
from assay.kernel.models import OutboxRow
from assay.kernel.testing.queue import queued
from assay.launch.ports import LOOPBACK, free_port
from assay.modules.comms.models import Message
from assay.modules.directory import api
from assay.modules.directory.errors import AlreadyClaimed, DomainInvalid, DomainNotFound, NotShared, TooManyDomains
from assay.modules.directory.models import Domain
from assay.modules.directory.providers import names
from assay.modules.directory.queries.domains import list_domains
from assay.modules.directory.services import domains, proving
from assay.modules.directory.tasks import check_all
from assay.modules.directory.types import DomainId, Finding
from assay.modules.identity.api import RoleTooLow
from tests.directory.make import check, claimed, name_servers, proven, publish_record, run_checks
from tests.identity.make import actor_for, person
from tests.identity.sharing import Team, team

DAY = timedelta(days=1)


def facts() -> list[str]:
    rows = OutboxRow.objects.filter(name__startswith="directory.").order_by("created_at", "id")
    return [name.removeprefix("directory.domain_").removesuffix(".v1") for name in rows.values_list("name", flat=True)]


@pytest.mark.django_db
def test_an_owner_claims_a_domain_and_it_counts_for_nothing_until_it_is_proven() -> None:
    crew = team()
    claimed(crew.acting(crew.olga), "Example.COM")
    assert () == api.proven_domains(crew.workspace_id)
    assert api.workspace_of_domain("example.com") is None
    assert ["claimed"] == facts()


@pytest.mark.django_db
def test_who_does_not_own_the_workspace_neither_claims_nor_sees() -> None:
    crew = team()
    domain_id = claimed(crew.acting(crew.olga), "example.com")
    for who in (crew.adam, crew.mia, crew.vic):
        actor = crew.acting(who)
        with crew.inside():
            for attempt in (
                lambda actor=actor: domains.claim(actor, name="other.example"),
                lambda actor=actor: domains.ask_for_check(actor, domain_id),
                lambda actor=actor: domains.drop(actor, domain_id),
                lambda actor=actor: list_domains(actor),
            ):
                with pytest.raises(RoleTooLow):
                    attempt()


@pytest.mark.django_db
def test_a_domain_of_another_workspace_is_not_found() -> None:
    crew, others = team(), team()
    domain_id = claimed(crew.acting(crew.olga), "example.com")
    stranger = others.acting(others.olga)
    with others.inside():
        for attempt in (domains.ask_for_check, domains.drop):
            with pytest.raises(DomainNotFound):
                attempt(stranger, domain_id)


@pytest.mark.django_db
def test_a_claim_is_refused_clearly() -> None:
    crew, alone = team(), person()
    owner = crew.acting(crew.olga)
    with crew.inside():
        domains.claim(owner, name="example.com")
        with pytest.raises(AlreadyClaimed):
            domains.claim(owner, name="EXAMPLE.com.")
        with pytest.raises(DomainInvalid):
            domains.claim(owner, name="gmail.com")
        for number in range(19):
            domains.claim(owner, name=f"example{number}.com")
        with pytest.raises(TooManyDomains):
            domains.claim(owner, name="one.more.example")
    with tenancy.scope(actor_for(alone).workspace_id), pytest.raises(NotShared):
        domains.claim(actor_for(alone), name="example.com")


@pytest.mark.django_db
def test_the_record_proves_the_domain(tmp_path: Path) -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    domain_id = claimed(owner, "bücher.example")
    with name_servers(tmp_path) as (zone,):
        assert Finding.NOTHING is check(owner, domain_id)
        zone.set_texts("_assay.xn--bcher-kva.example", ["assay-domain-verification=guessed"])
        assert Finding.OTHER is check(owner, domain_id)
        publish_record(zone, owner, domain_id)
        assert Finding.FOUND is check(owner, domain_id)
        assert Finding.FOUND is check(owner, domain_id), "a second check changes nothing"
    assert ("xn--bcher-kva.example",) == api.proven_domains(crew.workspace_id)
    assert (
        crew.workspace_id == api.workspace_of_domain("Bücher.example") == api.workspace_of_address("a@bücher.example")
    )
    assert api.is_proven(crew.workspace_id, domain="bücher.example")
    assert not api.is_proven(crew.workspace_id, domain="sub.bücher.example"), "a proof is for the very domain"
    assert not api.is_proven(team().workspace_id, domain="bücher.example")
    assert ["claimed", "proven"] == facts()


@pytest.mark.django_db
def test_a_long_answer_is_fetched_over_tcp_and_an_alias_is_followed(tmp_path: Path) -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    long, aliased = claimed(owner, "long.example"), claimed(owner, "aliased.example")
    with name_servers(tmp_path) as (zone,):
        zone.set_texts("_assay.long.example", [f"{at}" * 250 for at in range(9)])
        publish_record(zone, owner, long)
        assert Finding.FOUND is check(owner, long)
        zone.set_alias("_assay.aliased.example", "elsewhere.example")
        with crew.inside():
            value = next(card.value for card in list_domains(owner) if card.id == aliased)
        zone.set_texts("elsewhere.example", [value])
        assert Finding.FOUND is check(owner, aliased)


@pytest.mark.django_db
def test_all_servers_have_to_agree(tmp_path: Path) -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    domain_id = claimed(owner, "example.com")
    with name_servers(tmp_path, number=2) as zones:
        publish_record(zones[0], owner, domain_id)
        assert Finding.SPLIT is check(owner, domain_id)
        publish_record(zones[1], owner, domain_id)
        zones[1].rcode = dns.rcode.SERVFAIL
        assert Finding.SILENT is check(owner, domain_id)
        zones[1].rcode = dns.rcode.NOERROR
        assert Finding.FOUND is check(owner, domain_id)


@pytest.mark.slow(reason="a name server is waited for, twice")
@pytest.mark.django_db
def test_a_server_that_is_away_is_said_so_and_proves_nothing() -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    domain_id = claimed(owner, "example.com")
    with override_settings(DNS_SERVERS=((LOOPBACK, free_port()),)):
        assert Finding.SILENT is check(owner, domain_id)
    assert () == api.proven_domains(crew.workspace_id)


@pytest.mark.django_db(transaction=True)
def test_no_server_is_asked_inside_a_transaction(tmp_path: Path) -> None:
    with name_servers(tmp_path), transaction.atomic(), pytest.raises(http.InsideTransaction):
        names.current().texts("_assay.example.com")


@pytest.mark.django_db
def test_a_domain_is_proven_for_one_workspace_and_the_second_learns_nothing_about_the_first(tmp_path: Path) -> None:
    crew, others = team(), team()
    first, second = crew.acting(crew.olga), others.acting(others.olga)
    proven(first, "example.com")
    claim = claimed(second, "example.com")
    with name_servers(tmp_path) as (zone,):
        publish_record(zone, second, claim)
        assert Finding.TAKEN is check(second, claim)
    assert crew.workspace_id == api.workspace_of_domain("example.com")
    assert () == api.proven_domains(others.workspace_id)
    with others.inside():
        said = repr(list_domains(second))
    assert str(crew.workspace_id) not in said
    with crew.inside():
        domains.drop(first, next(card.id for card in list_domains(first)))
    with others.inside():
        assert Finding.FOUND is proving.note(claim, Finding.FOUND)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_prove_a_domain_at_once_one_does() -> None:
    teams = [team() for _ in range(4)]
    claims = [(crew, claimed(crew.acting(crew.olga), "example.com")) for crew in teams]
    start, found = threading.Barrier(len(claims)), []

    def prove(crew: Team, domain_id: DomainId) -> None:
        try:
            with tenancy.scope(crew.workspace_id):
                start.wait(10)
                found.append(proving.note(domain_id, Finding.FOUND))
        finally:
            connection.close()

    threads = [threading.Thread(target=prove, args=each) for each in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert [Finding.FOUND, *[Finding.TAKEN] * 3] == sorted(found)
    with tenancy.system():
        assert 1 == Domain.objects.filter(proven_at__isnull=False).count()


@pytest.mark.django_db
def test_a_record_that_stays_away_is_told_to_owners_and_the_proof_lapses() -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    domain_id, start = proven(owner, "example.com"), clock.now()

    def missed(days: float) -> list[str]:
        with clock.frozen(start + days * DAY), crew.inside():
            proving.note(domain_id, Finding.SILENT if days == 2 else Finding.NOTHING)
        return [mail.subject for mail in Message.objects.order_by("created_at")]

    assert [] == missed(0)
    assert [] == missed(0.5)
    assert ["The record of example.com is missing"] == missed(1) == missed(2) == missed(6.5)
    assert ("example.com",) == api.proven_domains(crew.workspace_id)
    assert ["The record of example.com is missing", "example.com is no longer proven"] == missed(7) == missed(8)
    assert () == api.proven_domains(crew.workspace_id)
    assert ["claimed", "proven", "missed", "lapsed"] == facts()


@pytest.mark.django_db
def test_a_record_that_comes_back_in_time_keeps_the_proof() -> None:
    crew = team()
    domain_id = proven(crew.acting(crew.olga), "example.com")
    start = clock.now()
    for days, finding in ((0, Finding.NOTHING), (1, Finding.NOTHING), (6, Finding.FOUND), (8, Finding.NOTHING)):
        with clock.frozen(start + days * DAY), crew.inside():
            proving.note(domain_id, finding)
    assert ("example.com",) == api.proven_domains(crew.workspace_id)
    assert ["claimed", "proven", "missed", "found_again", "missed"] == facts()


@pytest.mark.django_db
def test_every_proven_domain_is_looked_at_again(tmp_path: Path) -> None:
    crew, others = team(), team()
    kept, lost = proven(crew.acting(crew.olga), "kept.example"), proven(others.acting(others.olga), "lost.example")
    claimed(others.acting(others.olga), "unproven.example")
    check_all()
    assert [] == queued("directory.check"), "they were seen a moment ago"
    with clock.frozen(clock.now() + timedelta(hours=7)), name_servers(tmp_path) as (zone,):
        publish_record(zone, crew.acting(crew.olga), kept)
        check_all()
        run_checks()
        with tenancy.system():
            assert {kept: "found", lost: "nothing"} == dict(
                Domain.objects.filter(proven_at__isnull=False).values_list("pk", "finding")
            )


@pytest.mark.django_db
def test_a_check_is_one_job_however_often_it_is_asked_for(tmp_path: Path) -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    domain_id = claimed(owner, "example.com")
    with crew.inside():
        domains.ask_for_check(owner, domain_id)
        domains.ask_for_check(owner, domain_id)
        assert [True] == [card.is_waiting for card in list_domains(owner)]
    assert 1 == len(queued("directory.check"))
    with name_servers(tmp_path) as (zone,):
        publish_record(zone, owner, domain_id)
        run_checks()
    with crew.inside():
        assert [(False, True)] == [(card.is_waiting, card.is_proven) for card in list_domains(owner)]


@pytest.mark.django_db
def test_a_domain_that_was_given_up_while_the_dns_was_asked_is_left_alone() -> None:
    crew = team()
    owner = crew.acting(crew.olga)
    domain_id = claimed(owner, "example.com")
    with crew.inside():
        domains.drop(owner, domain_id)
        assert Finding.NONE is proving.note(domain_id, Finding.FOUND)
        assert Finding.NONE is proving.check(domain_id)
    assert ["claimed", "dropped"] == facts()
    assert events.names()["directory.domain_dropped.v1"]


@pytest.mark.django_db
def test_the_database_alone_keeps_domains_apart() -> None:
    crew, others = team(), team()
    proven(crew.acting(crew.olga), "example.com")
    with others.inside():
        assert not Domain.objects.exists()
        assert 0 == Domain.objects.update(finding="")
    with tenancy.nowhere():
        assert not Domain.objects.exists()
