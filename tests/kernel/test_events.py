"""A fact is announced with the change that caused it and has its effect once."""

from uuid import UUID, uuid4

import pytest
from django.db import transaction

from assay.kernel import clock, context, events, jobs, tenancy
from assay.kernel.models import Delivery, OutboxRow
from assay.kernel.privacy import Email
from assay.kernel.testing import JobFailed, published, queued, run_jobs


@events.fact("kerneltest.happened.v1")
class Happened:
    thing_id: UUID
    note: str = ""


heard: list[Happened] = []
circumstances: list[tuple[context.Context, UUID | None]] = []


@events.on(Happened)
def remember(fact: Happened) -> None:
    heard.append(fact)
    circumstances.append((context.current(), tenancy.current()))
    if fact.note == "fail":
        OutboxRow.objects.create(name="left by a failed handler", payload={})
        raise ValueError("the handler fails")


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()
    circumstances.clear()


def happened(note: str = "") -> Happened:
    fact = Happened(thing_id=uuid4(), note=note)
    with transaction.atomic():
        events.publish(fact)
    return fact


@pytest.mark.django_db
def test_a_published_fact_reaches_its_handler_as_it_was() -> None:
    fact = happened("as it was")
    assert [] == heard
    assert ["kernel.deliver"] == run_jobs()
    assert [fact] == heard
    assert [fact] == published(Happened)


@pytest.mark.django_db(transaction=True)
def test_a_rollback_removes_the_fact_and_its_job() -> None:
    with transaction.atomic():
        events.publish(Happened(thing_id=uuid4()))
        assert 1 == len(queued("kernel.deliver"))
        transaction.set_rollback(True)
    assert 0 == OutboxRow.objects.count()
    assert [] == queued()


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(events.OutsideTransaction):
        events.publish(Happened(thing_id=uuid4()))


@pytest.mark.django_db
def test_only_declared_facts_are_published() -> None:
    with pytest.raises(events.NotAFact), transaction.atomic():
        events.publish("something happened")


@pytest.mark.django_db
def test_a_second_delivery_of_the_same_fact_has_no_effect() -> None:
    happened()
    (job,) = queued("kernel.deliver")
    run_jobs()
    with transaction.atomic():
        events.deliver.defer(**job.call)
    run_jobs()
    assert 1 == len(heard)
    assert 1 == Delivery.objects.count()


@pytest.mark.django_db
def test_a_failing_handler_leaves_nothing_and_may_be_tried_again() -> None:
    happened("fail")
    with pytest.raises(JobFailed, match=r"kernel\.deliver"):
        run_jobs()
    assert 0 == Delivery.objects.count()
    assert not OutboxRow.objects.filter(name="left by a failed handler").exists()


@pytest.mark.django_db
def test_the_context_travels_with_the_fact() -> None:
    person, workspace = uuid4(), uuid4()
    with tenancy.scope(workspace), context.bound(request_id="request-1", person_id=person, workspace_id=workspace):
        happened()
    run_jobs()
    ((there, scope),) = circumstances
    assert ("request-1", person, workspace) == (there.request_id, there.person_id, there.workspace_id)
    assert there.job_id is not None
    assert workspace == scope
    assert context.Context() == context.current()


@pytest.mark.django_db
def test_a_delivery_for_a_handler_that_is_gone_fails_and_stays_visible() -> None:
    row = OutboxRow.objects.create(name="kerneltest.happened.v1", payload={"thing_id": str(uuid4()), "note": ""})
    with transaction.atomic():
        events.deliver.defer(row=str(row.pk), handler="nobody.listens")
    with pytest.raises(JobFailed, match="UnknownHandler"):
        run_jobs()
    assert 0 == Delivery.objects.count()


def test_two_facts_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match=r"kerneltest\.happened\.v1"):

        @events.fact("kerneltest.happened.v1")
        class Another:
            thing_id: UUID


def test_a_fact_cannot_carry_what_is_private() -> None:
    with pytest.raises(TypeError, match="address is private"):

        @events.fact("kerneltest.tells_too_much.v1")
        class TellsTooMuch:
            address: Email


def test_facts_and_handlers_can_be_listed() -> None:
    assert Happened is events.names()["kerneltest.happened.v1"]
    assert any(name.endswith(".remember") for name in events.handlers_of(Happened))


@pytest.mark.django_db
def test_a_job_joins_the_transaction_and_carries_plain_values_only() -> None:
    with pytest.raises(jobs.PrivateArgument), transaction.atomic():
        jobs.defer("kernel.deliver", row=[{"to": Email("alice@example.org")}], handler="x")
    with pytest.raises(jobs.UnknownJob):
        jobs.defer("kernel.no_such_job")
    jobs.find("kernel.sweep").defer_at(clock.now())
    assert ["kernel.sweep"] == [job.name for job in queued()]
    assert ["kernel.sweep"] == run_jobs()
    assert "kernel.deliver" in jobs.names()


def test_two_jobs_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match=r"kernel\.sweep"):
        jobs.job(name="kernel.sweep")(print)
