"""How an archive comes about: who gets it, how often, what is left when something breaks, and how it ends."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection, transaction

from assay.kernel import clock, crypto
from assay.kernel.ids import new_id
from assay.kernel.jobs import find
from assay.kernel.testing.queue import queued, run_jobs
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role
from assay.modules.privacy import api as privacy
from assay.modules.privacy import models, policy
from assay.modules.privacy.services import assembling, exports
from tests.identity.make import cast, client_for, person
from tests.identity.test_members import at_once
from tests.privacy import make

PAGE = "/app/settings/data/"
ASK = f"{PAGE}export/"


@pytest.mark.django_db
def test_somebody_asks_waits_is_written_to_and_downloads() -> None:
    alice = person(name="Alice", email="alice@example.org")
    browser = client_for(alice, is_fresh=True)

    asked = browser.post(ASK, follow=True)
    waiting = browser.get(PAGE).content.decode()
    run_jobs()

    assert "being put together" in asked.content.decode()
    assert "data-run" in waiting
    row = models.Export.objects.get()
    page = browser.get(PAGE).content.decode()
    assert f"{PAGE}{row.pk}/" in page
    assert ["Your archive is ready"] == [
        mail.subject for mail in Message.objects.filter(recipient="alice@example.org") if "archive" in mail.subject
    ]
    answer = browser.get(f"{PAGE}{row.pk}/")
    raw = b"".join(answer)
    assert "application/zip" == answer["Content-Type"]
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert len(raw) == int(answer["Content-Length"]) == row.size
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert "alice@example.org" in archive.read("account/person.json").decode()


@pytest.mark.django_db
def test_asking_and_downloading_take_a_fresh_proof() -> None:
    alice = person()
    export_id = privacy.ask_export(alice.pk)
    run_jobs()
    stale = client_for(alice)

    assert 302 == stale.post(ASK).status_code
    assert "/accounts/reauthenticate/" in stale.get(f"{PAGE}{export_id}/")["Location"]
    assert 1 == models.Export.objects.count()
    assert 200 == stale.get(PAGE).status_code


@pytest.mark.django_db
def test_nobody_gets_the_archive_of_somebody_else() -> None:
    alice, charlie = person(), person()
    export_id = privacy.ask_export(alice.pk)
    run_jobs()
    browser = client_for(charlie, is_fresh=True)

    assert 404 == browser.get(f"{PAGE}{export_id}/").status_code
    assert 404 == browser.get(f"{PAGE}{export_id}/state/").status_code
    assert str(export_id) not in browser.get(PAGE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
def test_only_an_owner_takes_a_workspace_along(role: Role) -> None:
    people = cast(bobs_role=role)
    alice, bob = (
        client_for(one, workspace_id=people.workspace_id, is_fresh=True) for one in (people.alice, people.bob)
    )

    assert 403 == bob.get("/app/workspace/data/").status_code
    assert 403 == bob.post("/app/workspace/data/export/").status_code
    assert 302 == alice.post("/app/workspace/data/export/").status_code
    assert [people.workspace_id] == list(models.Export.objects.values_list("workspace_id", flat=True))


@pytest.mark.django_db
def test_an_archive_lies_sealed_under_its_owners_key() -> None:
    alice = person(email="alice@example.org")
    export_id = privacy.ask_export(alice.pk)
    run_jobs()

    parts = list(models.ExportPart.objects.filter(export_id=export_id))
    assert parts
    for part in parts:
        assert part.sealed.startswith("s1.")
        assert crypto.unseal(part.sealed, context=exports.SEALED, subject=alice.pk)
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(part.sealed, context=exports.SEALED, subject=person().pk)


@pytest.mark.django_db
def test_an_archive_is_deleted_after_seven_days_and_cannot_be_fetched_any_more() -> None:
    alice = person()
    export_id = privacy.ask_export(alice.pk)
    run_jobs()

    with clock.frozen(clock.now() + policy.KEPT - timedelta(minutes=1)):
        assert 0 == exports.sweep()
        assert privacy.fetch_export(alice.pk, export_id=export_id)
    with clock.frozen(clock.now() + policy.KEPT + timedelta(minutes=1)):
        with pytest.raises(privacy.ExportNotFound):
            privacy.fetch_export(alice.pk, export_id=export_id)
        assert 1 == exports.sweep()
    assert 0 == models.ExportPart.objects.count()
    assert "expired" == models.Export.objects.get().state


@pytest.mark.django_db
def test_there_is_one_at_a_time_and_three_a_day() -> None:
    alice = person()
    for _ in range(policy.A_DAY):
        privacy.ask_export(alice.pk)
        with pytest.raises(privacy.ExportUnderWay):
            privacy.ask_export(alice.pk)
        run_jobs()

    with pytest.raises(privacy.ExportsUsedUp) as refusal:
        privacy.ask_export(alice.pk)

    assert refusal.value.retry_after is not None
    assert 0 < refusal.value.retry_after <= 86_400
    with clock.frozen(clock.now() + policy.DAY + timedelta(seconds=1)):
        assert privacy.ask_export(alice.pk)


@pytest.mark.django_db
def test_a_refusal_is_said_on_the_page() -> None:
    alice = person()
    browser = client_for(alice, is_fresh=True)
    browser.post(ASK)

    assert "already" in browser.post(ASK, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_two_who_ask_at_once_get_one_archive(_round: int) -> None:
    alice = person()

    ends = at_once(lambda: privacy.ask_export(alice.pk), lambda: privacy.ask_export(alice.pk))

    assert ["ExportUnderWay", "done"] == ends
    assert 1 == models.Export.objects.count()
    assert 1 == len(queued(exports.ASSEMBLE))


@pytest.mark.django_db
def test_a_worker_that_dies_half_way_leaves_nothing_that_the_next_one_trips_over() -> None:
    alice = person()
    whole = make.archived(alice)
    export_id = privacy.ask_export(alice.pk)
    row = assembling._begin(export_id)
    assert row is not None
    sink = assembling.Sink(row)
    sink.write(b"half an archive")
    sink.finish()

    find(exports.ASSEMBLE).run(export_id=str(export_id))

    again = make.opened(b"".join(privacy.fetch_export(alice.pk, export_id=export_id).pieces))
    assert whole.keys() == again.keys()
    assert "ready" == models.Export.objects.get(pk=export_id).state


@pytest.mark.django_db
def test_a_worker_that_was_overtaken_stores_nothing_more() -> None:
    alice = person()
    export_id = privacy.ask_export(alice.pk)
    late = assembling._begin(export_id)
    assert late is not None
    find(exports.ASSEMBLE).run(export_id=str(export_id))
    before = list(models.ExportPart.objects.values_list("pk", flat=True))

    assembling._pack_or_stop(late)

    assert before == list(models.ExportPart.objects.values_list("pk", flat=True))
    assert make.opened(b"".join(privacy.fetch_export(alice.pk, export_id=export_id).pieces))


@pytest.mark.django_db
def test_who_waits_for_an_archive_that_cannot_be_made_is_told() -> None:
    alice = person(email="alice@example.org")
    export_id = privacy.ask_export(alice.pk)

    exports.give_up(export_id)
    exports.give_up(export_id)
    run_jobs()

    assert "failed" == models.Export.objects.get().state
    mails = [one.subject for one in Message.objects.filter(recipient="alice@example.org")]
    assert ["Your archive could not be made"] == mails
    assert "could not be made" in client_for(alice).get(PAGE).content.decode()
    assert privacy.ask_export(alice.pk)


@pytest.mark.django_db
def test_an_archive_of_nobody_is_given_up() -> None:
    with transaction.atomic():
        export_id = privacy.ask_export(new_id())
    with pytest.raises(LookupError):
        find(exports.ASSEMBLE).run(export_id=str(export_id))


@pytest.mark.django_db
def test_a_large_archive_is_read_and_stored_in_pieces() -> None:
    alice = person()
    export_id = privacy.ask_export(alice.pk)
    begun = assembling._begin(export_id)
    assert begun is not None
    sink = assembling.Sink(begun)
    sink.write(bytes(3 * policy.PIECE + 5))
    sink.finish()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(length(sealed)) FROM privacy_export_part")
        count, longest = cursor.fetchone()
    assert 4 == count
    assert longest < 2 * policy.PIECE
