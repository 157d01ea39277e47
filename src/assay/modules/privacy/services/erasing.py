"""An erasure: asked for, taken back while there is time, reminded of, and carried out step by step.

Each step is a transaction of its own that also writes down that it was taken, so a worker that dies goes on, or another
one does, where it stopped. The last step takes the account, its key and what was written meanwhile.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models as tables
from django.db import transaction
from django.db.models import Q

from assay.kernel import clock, crypto, jobs, subjects, tenancy
from assay.kernel.events import publish
from assay.kernel.locks import hold
from assay.kernel.logging import get_logger
from assay.kernel.subjects import Act, Holding, Person
from assay.modules.privacy import models, policy
from assay.modules.privacy.errors import ErasureUnderWay, NoErasure
from assay.modules.privacy.events import Erased, ErasureAsked, ErasureBegun, ErasureCancelled, ErasureNear, StepTaken
from assay.modules.privacy.services.burying import bury
from assay.modules.privacy.types import ErasureState

log = get_logger(__name__)

ERASE: Final = "privacy.erase"
type Step = tuple[str, Act]


@transaction.atomic
def ask_erasure(person_id: UUID) -> datetime:
    """Have a person erased when the days of grace are over; return when. The caller made sure who asks.

    Raises ErasureUnderWay.
    """
    hold(f"privacy.erasure:{person_id}")
    if models.Erasure.objects.filter(person_id=person_id, state__in=models.LIVING).exists():
        raise ErasureUnderWay
    row = models.Erasure.objects.create(person_id=person_id, due_at=clock.now() + policy.GRACE)
    publish(ErasureAsked(erasure_id=row.pk, person_id=person_id, due_at=row.due_at))
    return row.due_at


@transaction.atomic
def cancel_erasure(person_id: UUID) -> None:
    """Take it back; nothing was erased yet. Raises NoErasure where there is none, or it has begun."""
    rows = models.Erasure.objects.select_for_update().filter(person_id=person_id, state=ErasureState.WAITING)
    row = rows.first()
    if row is None:
        raise NoErasure
    row.state, row.ended_at = ErasureState.CANCELLED, clock.now()
    row.save(update_fields=["state", "ended_at"])
    publish(ErasureCancelled(erasure_id=row.pk, person_id=person_id))


def remind() -> int:
    """Announce the erasures that are three days away, each once; return how many."""
    near = Q(state=ErasureState.WAITING, reminded_at=None, due_at__lte=clock.now() + policy.REMINDED_BEFORE)
    return sum(_remind(pk) for pk in models.Erasure.objects.filter(near).values_list("pk", flat=True)[:200])


@transaction.atomic
def _remind(erasure_id: UUID) -> bool:
    rows = models.Erasure.objects.select_for_update().filter(pk=erasure_id, state=ErasureState.WAITING)
    row = rows.filter(reminded_at=None).first()
    if row is None:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    publish(ErasureNear(erasure_id=row.pk, person_id=row.person_id, due_at=row.due_at))
    return True


@transaction.atomic
def start_due() -> int:
    """Queue what is due, and what was begun and stands still; return how many."""
    now = clock.now()
    due = Q(state=ErasureState.WAITING, due_at__lte=now)
    stuck = Q(state=ErasureState.RUNNING, begun_at__lte=now - policy.STUCK)
    ids = list(models.Erasure.objects.filter(due | stuck).order_by("due_at").values_list("pk", flat=True)[:100])
    for pk in ids:
        jobs.defer(ERASE, erasure_id=str(pk))
    return len(ids)


def erase(erasure_id: UUID) -> None:
    """Carry out an erasure from where it stands; called by the worker, safe to repeat after a crash at any point."""
    row = _begin(erasure_id)
    if row is None:
        return
    person = subjects.find(row.person_id)
    if person is None:
        _end(row)
    else:
        carry_on(row, person)


def carry_on(row: models.Erasure, person: Person) -> None:
    """Take every step that was not taken. The witness hears of it before a key is destroyed. Raises WitnessAway."""
    shut_out, *others = steps()
    _take(row, person, *shut_out)
    for subject in (person.id, *sorted(subjects.doomed(person))):
        bury(subject)
    for name, act in others:
        _take(row, person, name, act)
    _end(row)


def steps() -> tuple[Step, ...]:
    """Return what an erasure does, in order: the ways in, the highest module's rows first, and the account last."""
    deletes = tuple((one.table, _deleting(one)) for one in reversed(subjects.holdings()) if one.goes)
    return (*subjects.first_acts(), *deletes, ("account", _take_account))


def _take_account(person: Person) -> None:
    """Once more what somebody may have written while their other rows went, then the account and the key."""
    for holding in reversed(subjects.holdings()):
        if holding.goes:
            _deleting(holding)(person)
    for _, act in subjects.last_acts():
        act(person)
    crypto.destroy_key(person.id)


def _deleting(holding: Holding) -> Act:
    def delete(person: Person) -> None:
        rows: tables.QuerySet[Any] = tables.QuerySet(holding.model)
        with tenancy.system():
            rows.filter(holding.goes(person) if holding.goes else Q(pk__in=())).delete()

    return delete


@transaction.atomic
def _begin(erasure_id: UUID) -> models.Erasure | None:
    row = models.Erasure.objects.select_for_update().filter(pk=erasure_id, state__in=models.LIVING).first()
    if row is None or row.due_at > clock.now():
        return None
    row.state, row.begun_at = ErasureState.RUNNING, clock.now()
    row.save(update_fields=["state", "begun_at"])
    publish(ErasureBegun(erasure_id=row.pk, person_id=row.person_id))
    return row


@transaction.atomic
def _take(row: models.Erasure, person: Person, name: str, act: Act) -> None:
    """Take one step, unless it was taken; two workers at the same erasure come one after the other."""
    models.Erasure.objects.select_for_update().get(pk=row.pk)
    if models.ErasureStep.objects.filter(erasure=row, name=name).exists():
        return
    act(person)
    models.ErasureStep.objects.create(erasure=row, name=name)
    publish(StepTaken(erasure_id=row.pk, person_id=row.person_id, step=name))


@transaction.atomic
def _end(row: models.Erasure) -> None:
    mine = models.Erasure.objects.select_for_update().filter(pk=row.pk, state=ErasureState.RUNNING).first()
    if mine is None:
        return
    crypto.destroy_key(mine.person_id)  # also where the account had gone some other way
    mine.state, mine.ended_at = ErasureState.DONE, clock.now()
    mine.save(update_fields=["state", "ended_at"])
    publish(Erased(erasure_id=mine.pk, person_id=mine.person_id))
    log.info("person erased", erasure=str(mine.pk))
