"""Personal details are kept with an entry, sealed; erasure takes them away and leaves the chain whole."""

import json
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client

from assay.kernel import context, crypto, tenancy
from assay.kernel.crypto import KeyDestroyed, SealBroken
from assay.kernel.events import Aside, publish
from assay.kernel.ids import new_id
from assay.kernel.privacy import PersonName
from assay.modules.audit import api
from assay.modules.audit.services.reading import note_read
from assay.modules.identity.events import PersonRenamed
from tests.audit.make import entries, with_the_triggers_off
from tests.identity.make import client_for, person

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Wilhelmina Quux"


@pytest.fixture
def who() -> UUID:
    person_id = new_id()
    with transaction.atomic():
        publish(
            PersonRenamed(person_id=person_id),
            aside=Aside(subject=person_id, details={"former_name": PersonName(NAME)}),
        )
    return person_id


def kept(who: UUID) -> UUID:
    (entry,) = entries(subject_id=who)
    return entry.pk


def opened(who: UUID) -> dict[str, str]:
    with tenancy.system():
        return api.open_details(kept(who))


def test_details_open_with_their_owners_key_and_stand_nowhere_in_the_clear(who: UUID) -> None:
    assert {"former_name": NAME} == opened(who)
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(e)::text FROM audit_entry e UNION SELECT to_jsonb(o)::text FROM kernel_outbox o"
        )
        assert [] == [row for (row,) in cursor.fetchall() if NAME in row]


def test_after_an_erasure_the_entry_stands_without_them_and_the_chain_is_whole(who: UUID) -> None:
    assert 1 == api.take_checkpoint()
    crypto.destroy_key(who)

    with pytest.raises(KeyDestroyed):
        opened(who)
    assert (1, []) == api.verify_live()
    assert NAME not in json.dumps(list(api.export_whole()))


def test_details_exchanged_for_others_of_the_same_person_are_found(who: UUID) -> None:
    other = crypto.seal(b'{"salt": "", "former_name": "Other"}', subject=who, context="audit_entry.sealed")
    with with_the_triggers_off("audit_entry"), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET sealed = %s", [other])

    with pytest.raises(SealBroken):
        opened(who)


def test_reading_somebody_elses_data_is_recorded_and_reading_ones_own_is_not() -> None:
    me, other = new_id(), new_id()
    with context.bound(person_id=me):
        note_read("profile", person_id=me)
        note_read("profile", person_id=other)

    (entry,) = entries(name="audit.person_read.v1")
    assert (me, other) == (entry.actor_id, entry.subject_id)


def test_a_page_that_shows_others_data_records_who_looked_and_only_when_it_showed_something() -> None:
    owner = person()
    browser = client_for(owner)
    assert 200 == browser.get("/app/audit/").status_code
    assert 422 == browser.get("/app/audit/?object=7").status_code
    assert 302 == Client().get("/app/audit/").status_code

    looked = [(entry.actor_id, entry.details) for entry in entries(name="audit.shown.v1")]
    assert [(owner.pk, {"kind": "watch.log", "way": "page"})] == looked
