"""Who asks, for which workspace, in which request or job: bound once at the edge, read by logs, jobs and limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from typing import TypedDict, Unpack
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The circumstances of the present work; every field may be unknown."""

    request_id: str | None = None
    person_id: UUID | None = None
    workspace_id: UUID | None = None
    key_id: UUID | None = None
    job_id: int | None = None


class ContextChanges(TypedDict, total=False):
    """The fields of ``Context`` that a block changes."""

    request_id: str | None
    person_id: UUID | None
    workspace_id: UUID | None
    key_id: UUID | None
    job_id: int | None


_nothing = Context()
_current: ContextVar[Context] = ContextVar("assay_context")


def current() -> Context:
    """Return the present context; an empty one outside requests and jobs."""
    return _current.get(_nothing)


def bind(**changes: Unpack[ContextChanges]) -> None:
    """Change the context for the rest of the request or job (its outer ``bound`` restores it)."""
    _current.set(replace(current(), **changes))


@contextmanager
def bound(**changes: Unpack[ContextChanges]) -> Iterator[Context]:
    """Change the context within the block and restore it afterwards, whatever was bound inside."""
    token = _current.set(replace(current(), **changes))
    try:
        yield current()
    finally:
        _current.reset(token)


def travelling() -> dict[str, str]:
    """Return the part that goes along with a job, as text (request, person, workspace; unknown ones left out)."""
    context = current()
    names = ("request_id", "person_id", "workspace_id")
    return {name: str(value) for name in names if (value := getattr(context, name)) is not None}


def arrived(packed: dict[str, str], *, job_id: int | None) -> Context:
    """Unpack what ``travelling`` packed, for the job with this id."""
    return Context(
        request_id=packed.get("request_id"),
        person_id=UUID(packed["person_id"]) if "person_id" in packed else None,
        workspace_id=UUID(packed["workspace_id"]) if "workspace_id" in packed else None,
        job_id=job_id,
    )


def for_logs() -> dict[str, str | int]:
    """Return the known fields under their names, as they stand in every log line."""
    context = current()
    found: dict[str, str | int] = {}
    for field in fields(context):
        value = getattr(context, field.name)
        if value is not None:
            found[field.name] = value if isinstance(value, int) else str(value)
    return found
