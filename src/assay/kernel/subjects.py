"""What there is of one person: each module says of its own tables what is exported, and what erased (ADR 0028).

A `Holding` is declared when its module is ready, beside the table's owner and by nobody else. What a table has, the
archive has: a new column appears in it by itself, unless it is withheld for a reason that the archive repeats. So
`privacy` assembles and erases everything there is and imports nobody.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel import tenancy
from assay.kernel.privacy import Email

type Words = Promise | str
type Which = Callable[["Person"], Q]
type Column = models.Field[Any, Any]
type Act = Callable[["Person"], object]
type Read = Callable[[Any, "Person"], object]

PAGE: Final = 200
_TYPES: Final[Mapping[str, Mapping[str, object]]] = {
    "UUIDField": {"type": "string", "format": "uuid"},
    "DateTimeField": {"type": "string", "format": "date-time"},
    "DateField": {"type": "string", "format": "date"},
    "BooleanField": {"type": "boolean"},
    "FloatField": {"type": "number"},
    "BinaryField": {"type": "string", "contentEncoding": "base64"},
    "JSONField": {},
    "CharField": {"type": "string"},
}
_WHOLE: Final = ("IntegerField", "AutoField")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Whose data is looked for. ``owned``: the workspaces whose content is theirs. ``is_told``: when it is erased."""

    id: UUID
    address: Email
    owned: frozenset[UUID]
    is_told: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """One table's share in an archive.

    ``area``: the file it fills; empty where nothing of it is exported, and ``left_out`` says why then. ``theirs``:
    which rows are a person's. ``withheld``: fields that are left out, with the reason. ``reads``: how a field is read
    that is not simply its value. ``workspace_key``: the column by which its rows go into a workspace's archive too.

    Of an erasure it says one of three: ``goes``, which rows are deleted; ``ended_by``, whose act takes them; ``kept``,
    why rows stay, in words for the person, who is not told of tables that are about nobody (``is_nobodys``).
    """

    model: type[models.Model]
    area: str = ""
    about: Words = ""
    theirs: Which | None = None
    left_out: Words = ""
    withheld: Mapping[str, Words] = field(default_factory=dict)
    reads: Mapping[str, Read] = field(default_factory=dict)
    workspace_key: str = ""
    goes: Which | None = None
    ended_by: str = ""
    kept: Words = ""
    is_nobodys: bool = False

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table


type Find = Callable[[UUID], Person | None]

_holdings: dict[str, Holding] = {}
_first: dict[str, Act] = {}
_last: dict[str, Act] = {}
WITH_WORKSPACE: Final = _(
    "What you wrote in workspaces of others stays there, because it is theirs too; its author is “(erased)” then."
)


type Doomed = Callable[[Person], frozenset[UUID]]


class _Register:
    """Knows how to find somebody; `identity` supplies it, because the kernel knows no accounts."""

    def __init__(self) -> None:
        self.find: Find = _nobody
        self.doomed: Doomed = _nothing
        self.end_workspace: Callable[[UUID], object] = _nobody


def _nobody(_: UUID) -> Person | None:
    return None


def _nothing(_: Person) -> frozenset[UUID]:
    return frozenset()


_register: Final = _Register()


def told_by(find: Find) -> None:
    """Register how a person is found by id; called once, when that module's app is ready."""
    _register.find = find


def workspaces_end_with(end: Callable[[UUID], object], *, doomed: Doomed) -> None:
    """Register how a workspace is deleted, and which ones go with a person who has been shut out."""
    _register.end_workspace, _register.doomed = end, doomed


def doomed(person: Person) -> frozenset[UUID]:
    """Return the workspaces that go with a person."""
    return _register.doomed(person)


def end_workspace(workspace_id: UUID) -> None:
    """Delete a workspace with all it holds, if there is one of this id."""
    _register.end_workspace(workspace_id)


def find(person_id: UUID) -> Person | None:
    """Return whose data is looked for; None when there is no such person."""
    return _register.find(person_id)


def hold(*holdings: Holding) -> None:
    """Register what a module keeps of people; called when its app is ready. Raises ValueError for what says nothing."""
    for holding in holdings:
        if bool(holding.area) != (holding.theirs is not None) or bool(holding.area) == bool(holding.left_out):
            raise ValueError(f"{holding.table}: either an area and whose rows it shows, or why it is left out")
        if [bool(holding.goes), bool(holding.ended_by), bool(holding.kept)].count(True) != 1:
            raise ValueError(f"{holding.table}: either it goes, or somebody's act ends it, or why it is kept")
        if holding.table in _holdings:
            raise ValueError(f"{holding.table} is registered twice")
        _holdings[holding.table] = holding


def erase_first(name: str, act: Act) -> None:
    """Register what an erasure begins with, before any rows go. ``act`` may be called again after a crash."""
    _first[name] = act


def erase_last(name: str, act: Act) -> None:
    """Register what an erasure ends with, in one transaction with the account and its key; lower modules first."""
    _last[name] = act


def first_acts() -> tuple[tuple[str, Act], ...]:
    """Return what an erasure begins with."""
    return tuple(_first.items())


def last_acts() -> tuple[tuple[str, Act], ...]:
    """Return what an erasure ends with."""
    return tuple(_last.items())


def holdings() -> tuple[Holding, ...]:
    """Return what all modules registered, in the order of their levels."""
    return tuple(_holdings.values())


def exported(*, workspace_id: UUID | None = None) -> tuple[Holding, ...]:
    """Return what goes into a person's archive, or into a workspace's."""
    return tuple(one for one in holdings() if one.area and (workspace_id is None or one.workspace_key))


def rows(holding: Holding, person: Person, *, workspace_id: UUID | None = None) -> Iterator[dict[str, object]]:
    """Read a table's share row by row, in pages, as plain values; a workspace's rows where one is named."""
    wanted = _wanted(holding, person, workspace_id)
    shown = shown_fields(holding)
    last: object = None
    while True:
        page = _page(holding, wanted, after=last)
        for row in page:
            yield {one.name: plain(_read(holding, row, one, person)) for one in shown}
        if len(page) < PAGE:
            return
        last = page[-1].pk


def shown_fields(holding: Holding) -> tuple[Column, ...]:
    """Return the columns that are not withheld."""
    return tuple(one for one in holding.model._meta.concrete_fields if one.name not in holding.withheld)


def schema(holding: Holding) -> dict[str, object]:
    """Describe a row of the archive as a JSON Schema."""
    properties = {one.name: _described(holding, one) for one in shown_fields(holding)}
    return {"type": "object", "properties": properties, "required": list(properties)}


def plain(value: object) -> object:
    """Return a column's value as JSON has it."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return str(value)


def _page(holding: Holding, wanted: Q, *, after: object) -> list[models.Model]:
    # Across workspaces on purpose, in a job: the condition names the person, or the one workspace.
    with tenancy.system():
        found: models.QuerySet[models.Model] = models.QuerySet(holding.model).filter(wanted).order_by("pk")
        return list((found if after is None else found.filter(pk__gt=after))[:PAGE])


def _wanted(holding: Holding, person: Person, workspace_id: UUID | None) -> Q:
    if workspace_id is not None:
        return Q(**{holding.workspace_key: workspace_id})
    return holding.theirs(person) if holding.theirs else Q(pk__in=())


def _read(holding: Holding, row: models.Model, one: Column, person: Person) -> object:
    read = holding.reads.get(one.name)
    return read(row, person) if read else getattr(row, one.attname)


def _described(holding: Holding, one: Column) -> dict[str, object]:
    kind = one.get_internal_type()
    if one.name in holding.reads or kind == "TextField":
        return {}
    found = _TYPES.get(kind, {"type": "integer"} if kind.endswith(_WHOLE) else {})
    return dict(found)
