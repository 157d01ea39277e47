"""A process dies between any two steps: nothing is lost, and nothing happens twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from assay.kernel import tenancy
from assay.kernel.testing.queue import queued
from assay.modules.billing import tasks
from assay.modules.billing.models import Event, Invoice, Subscription, Visit
from assay.modules.billing.services import inbox, opening, taking_in, visits
from assay.modules.billing.types import EventState, VisitState
from assay.modules.identity.api import Actor
from assay.sandbox.stripe import life
from assay.sandbox.stripe.world import World
from tests.billing.make import MONTHLY, checked_out, deliver, log_of, paid, session_of, work
from tests.faults.world import rows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow(reason="every statement of the path is one at which the process dies once"),
]


class Killed(BaseException):
    """The process is gone: nothing catches this."""


@contextmanager
def dying_at(number: int) -> Iterator[list[int]]:
    """Die instead of sending the statement of this number."""
    count = [0]

    def send(execute: Callable[..., Any], sql: Any, params: Any, many: Any, ctx: Any) -> Any:
        count[0] += 1
        if count[0] == number:
            raise Killed
        return execute(sql, params, many, ctx)

    with connection.execute_wrapper(send):
        yield count


def survives(act: Callable[[], object], *, leaves: Callable[[], object]) -> int:
    """Let the process die at each statement in turn until none is left; what it leaves is the same each time."""
    before, number = leaves(), 0
    while True:
        number += 1
        try:
            with dying_at(number) as count:
                act()
        except Killed:
            assert before == leaves(), f"dying at statement {number} left something behind"
        else:
            assert count[0] < number
            return number - 1


def purchase(alice: Actor, world: World) -> list[Any]:
    """A purchase, no event of which has come in."""
    visit_id = checked_out(alice)
    since = len(world.events)
    life.pay(world, session_of(world, visit_id))
    return world.events[since:]


def test_an_event_is_there_with_its_job_or_not_at_all(alice: Actor, world: World) -> None:
    event = purchase(alice, world)[0]

    steps = survives(lambda: deliver(event), leaves=lambda: (Event.objects.count(), len(queued(inbox.TAKE_IN))))

    assert steps > 5
    assert (1, 1) == (Event.objects.count(), len(queued(inbox.TAKE_IN)))
    assert 200 == deliver(event).status_code
    assert (1, 1) == (Event.objects.count(), len(queued(inbox.TAKE_IN)))


def test_working_off_happens_once_whenever_it_dies(alice: Actor, world: World) -> None:
    for event in purchase(alice, world):
        deliver(event)
        row = Event.objects.get(stripe_id=event["id"])

        def take_in(name: Any = row.pk) -> None:
            tasks.take_in.run(event_id=str(name))

        assert survives(take_in, leaves=rows) > 5
        take_in()  # died after the commit, before the queue knew: the job comes again

    names = [entry.name for entry in log_of(alice)]
    once = ("subscription_started", "invoice_paid", "checkout_completed")
    assert [1, 1, 1] == [names.count(f"billing.{name}.v1") for name in once]
    with tenancy.scope(alice.workspace_id):
        assert (1, 1) == (Subscription.objects.count(), Invoice.objects.count())
    assert {"done"} == set(Event.objects.values_list("state", flat=True))


def test_opening_a_checkout_makes_one_customer_and_one_page_whenever_it_dies(alice: Actor, world: World) -> None:
    with tenancy.scope(alice.workspace_id):
        visit_id = visits.begin_checkout(alice, MONTHLY.key)

        def state() -> object:
            return Visit.objects.get(pk=visit_id).state

        number = 0
        while state() == VisitState.BEGUN:
            number += 1
            try:
                with dying_at(number):
                    opening.open_visit(visit_id)
            except Killed:
                assert VisitState.BEGUN == state()
        opening.open_visit(visit_id)

    assert number > 5
    assert (1, 1) == (len(world.every("customer")), len(world.every("checkout.session")))
    names = [entry.name for entry in log_of(alice)]
    assert (1, 1) == (names.count("billing.customer_opened.v1"), names.count("billing.checkout_opened.v1"))


def test_begun_checkouts_are_whole_or_not_there(alice: Actor, world: World) -> None:
    assert not world.every("checkout.session")
    with tenancy.scope(alice.workspace_id):
        survives(lambda: visits.begin_checkout(alice, MONTHLY.key), leaves=lambda: len(queued(visits.OPEN)))

        assert (1, 1) == (Visit.objects.count(), len(queued(visits.OPEN)))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same moment, each on a connection of its own; return what came of each."""
    barrier = Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            found[place] = act()
        except Exception as error:  # noqa: BLE001 -- what came of it
            found[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_event_twice_at_once_is_kept_once(alice: Actor, world: World) -> None:
    event = purchase(alice, world)[0]

    answers = at_once(*[lambda: deliver(event).status_code] * 6)

    assert [200] * 6 == answers
    assert (1, 1) == (Event.objects.count(), len(queued(inbox.TAKE_IN)))


def test_events_of_one_purchase_worked_off_at_once_say_everything_once(alice: Actor, world: World) -> None:
    events = purchase(alice, world)
    for event in events:
        deliver(event)
    names = list(Event.objects.filter(state=EventState.WAITING).values_list("pk", flat=True))

    at_once(*[lambda name=name: taking_in.take_in(name) for name in names for _ in range(2)])
    work()

    said = [entry.name for entry in log_of(alice)]
    assert 1 == said.count("billing.subscription_started.v1")
    assert 1 == said.count("billing.invoice_paid.v1")
    assert {"done"} == set(Event.objects.values_list("state", flat=True))


def test_two_owners_who_go_to_pay_at_once_share_one_checkout(alice: Actor, world: World) -> None:
    def begin() -> object:
        with tenancy.scope(alice.workspace_id):
            return visits.begin_checkout(alice, MONTHLY.key)

    found = at_once(*[begin] * 4)
    work()

    assert 1 == len(set(found))
    assert 1 == len(world.every("checkout.session"))


def test_the_database_itself_refuses_a_change_that_nobody_announced(alice: Actor, world: World) -> None:
    paid(alice, world)
    change = (
        "WITH planted AS (UPDATE billing_subscription SET amount_minor = 1 RETURNING 1) SELECT count(*) FROM planted"
    )

    with tenancy.scope(alice.workspace_id), pytest.raises(DatabaseError, match="audit"), transaction.atomic():
        unseen(change)

    with tenancy.scope(alice.workspace_id):
        assert 1500 == Subscription.objects.get().amount_minor


def unseen(change: str) -> None:
    """Change rows by words that the first fence does not read; the trigger does not care for words."""
    with connection.cursor() as cursor:
        cursor.execute(change)
        assert (1,) == cursor.fetchone()
