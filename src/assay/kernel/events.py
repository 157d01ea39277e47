"""Announce a fact: one row and one job per handler, in the caller's transaction.

Both exist or neither does. A job is run at least once; the row in ``Delivery``, written in the transaction of the
handler's own effect, makes the effect happen once. So a handler writes to the database and defers jobs, and calls
nobody outside.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, dataclass_transform, get_type_hints
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from pydantic import TypeAdapter

from assay.kernel import context, jobs, recording
from assay.kernel.ids import new_id
from assay.kernel.models import Delivery, OutboxRow
from assay.kernel.privacy import Private

type Handler = Callable[[Any], None]
type Recorder = Callable[["Announcement"], None]

_facts: dict[str, type] = {}
_names: dict[type, str] = {}
_handlers: dict[type, dict[str, Handler]] = defaultdict(dict)
_sentences: dict[type, Promise | str] = {}
_recorders: "list[Recorder]" = []
DELIVERY_ATTEMPTS = 8


class NotAFact(TypeError):
    """An object was published that is not of a declared fact."""


class OutsideTransaction(RuntimeError):
    """A fact was published with no transaction that could carry it."""


class UnknownHandler(LookupError):
    """A delivery names a handler or fact that this version of the code does not have."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact[T](name: str, *, says: Promise | str = "") -> Callable[[type[T]], type[T]]:
    """Declare a fact others may react to; ``name`` is its wire identity and ends in ``.v1`` or higher.

    A changed shape is a new name. Facts carry ids and plain values, never anything private. ``says`` goes on where
    "Alice" or "Assay" began: ``_("changed a role to {role}")``; braces hold names of the fact's own fields.
    """

    def declare(cls: type[T]) -> type[T]:
        made = dataclasses.dataclass(frozen=True, kw_only=True, slots=True)(cls)
        if name in _facts:
            raise ValueError(f"two facts are called {name}")
        for member, hint in get_type_hints(made).items():
            if isinstance(hint, type) and issubclass(hint, Private):
                raise TypeError(f"{name}.{member} is private; a fact carries the id instead")
        _facts[name], _names[made], _sentences[made] = made, name, says
        return made

    return declare


def on[T](cls: type[T]) -> Callable[[Callable[[T], None]], Callable[[T], None]]:
    """Subscribe a handler to a fact; its dotted name is its identity, so renaming it needs an alias for a release."""

    def subscribe(handler: Callable[[T], None]) -> Callable[[T], None]:
        _handlers[cls][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return subscribe


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A fact as it is being published."""

    id: UUID
    at: datetime
    name: str
    event: Any
    payload: Mapping[str, Any]
    aside: "Aside | None" = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Personal details that a fact does not carry and the log may keep: sealed under the data key of ``subject``."""

    subject: UUID
    details: Mapping[str, Private[str]]


def record_with(recorder: Recorder) -> None:
    """Let ``recorder`` write each fact down in the transaction that publishes it, before any handler hears of it."""
    _recorders.append(recorder)


def publish(event: object, *, aside: Aside | None = None) -> None:
    """Announce ``event`` when the present transaction commits. No handler sees ``aside``; recorders seal it.

    Raises OutsideTransaction when none is open, NotAFact for anything not declared with ``@fact``.
    """
    cls = type(event)
    if cls not in _names:
        raise NotAFact(f"{cls.__name__} is not declared with @fact")
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{_names[cls]} was published outside of a transaction")
    row = OutboxRow.objects.create(id=new_id(), name=_names[cls], payload=_to_json(event), context=context.travelling())
    told = Announcement(id=row.pk, at=row.created_at, name=row.name, event=event, payload=row.payload, aside=aside)
    for record in _recorders:
        record(told)
    recording.guard_of(connection).note()
    for handler in _handlers[cls]:
        deliver.defer(row=str(row.pk), handler=handler)


@jobs.job(name="kernel.deliver", retry=DELIVERY_ATTEMPTS)
def deliver(*, row: str, handler: str) -> None:
    """Let one handler act on one fact; a second delivery finds the first one's mark and does nothing."""
    with transaction.atomic():
        stored = OutboxRow.objects.get(pk=UUID(row))
        _, is_first = Delivery.objects.get_or_create(row=stored, handler=handler)
        if not is_first:
            return
        cls = _facts.get(stored.name)
        act = _handlers[cls].get(handler) if cls else None
        if cls is None or act is None:
            raise UnknownHandler(f"{handler} for {stored.name}")
        act(restore(cls, stored.payload))


def names() -> Mapping[str, type]:
    """Return every declared fact under its name."""
    return dict(_facts)


def name_of(cls: type) -> str:
    """Return the wire identity of a fact."""
    return _names[cls]


def sentence_of(cls: type) -> Promise | str:
    """Return what the fact says; empty where its declaration says nothing."""
    return _sentences[cls]


def handlers_of(cls: type) -> tuple[str, ...]:
    """Return the names of the handlers subscribed to the fact."""
    return tuple(_handlers.get(cls, {}))


def restore[F](cls: type[F], payload: Any) -> F:
    """Make the fact again from its stored form."""
    return TypeAdapter(cls).validate_python(payload)


def _to_json(event: Any) -> Any:
    return TypeAdapter(type(event)).dump_python(event, mode="json")
