"""Finding an address in a sealed column by its keyed hash, and making it unique (ADR 0013).

The column begins with ``<hash>.<hash>:``, one place for each parity of an index key's number. With one key alive one
place is filled; while the key is changed rows carry both, look-ups try both, and either place is unique by itself.
Once every row carries the new one, the old key can go: no moment passes in which an address could be taken twice.
"""

import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, Self, override

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from assay.kernel import keyring

if TYPE_CHECKING:
    _Lookup = models.Lookup[Any]
else:
    _Lookup = models.Lookup  # which cannot be subscripted

PURPOSE: Final = "address"
_PLACE: Final = "nullif(split_part(split_part({column}, ':', 1), '.', {slot}), '')"


def normal(address: str) -> str:
    """Return an address as it is stored and hashed: one spelling for what people take as the same."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def hashes(address: str) -> str:
    """Return what a column with this address begins with."""
    by_slot = {index.slot: index.hash(normal(address), purpose=PURPOSE) for index in keyring.indexes()}
    return ".".join(by_slot.get(slot, "") for slot in keyring.SLOTS)


class Hash(models.Func):
    """The hash in one place of a sealed address, for an index."""

    template = _PLACE.format(column="%(expressions)s", slot="%(slot)s")
    output_field = models.TextField()
    arity = 1

    def __init__(self, expression: Any, *, slot: int) -> None:
        super().__init__(expression, slot=slot)


class UniqueAddress(models.UniqueConstraint):
    """No two rows have the same address in one place, the same values of ``beside``, and ``only`` true."""

    def __init__(self, *, field: str, slot: int, name: str, beside: tuple[str, ...] = (), only: str = "") -> None:
        self.field, self.slot, self.beside, self.only = field, slot, tuple(beside), only
        condition = models.Q(**{only: True}) if only else None
        super().__init__(Hash(field, slot=slot), *beside, name=name, condition=condition)

    @classmethod
    def pair(cls, field: str, *, name: str, beside: tuple[str, ...] = (), only: str = "") -> tuple[Self, ...]:
        """Return the constraints for both places."""
        return tuple(
            cls(field=field, slot=slot, name=f"{name}_{slot}", beside=beside, only=only) for slot in keyring.SLOTS
        )

    @override
    def deconstruct(self) -> Any:
        words = {"field": self.field, "slot": self.slot, "name": self.name, "beside": self.beside, "only": self.only}
        return f"{type(self).__module__}.{type(self).__qualname__}", (), words

    @override
    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = "default"
    ) -> None:
        """Ask for the address, which is what the index knows. Raises ValidationError."""
        concerned = {self.field, *self.beside}
        if concerned & set(exclude or ()) or (self.only and not getattr(instance, self.only)):
            return
        wanted = {name: getattr(instance, name) for name in concerned} | ({self.only: True} if self.only else {})
        rows: models.QuerySet[models.Model] = models.QuerySet(model, using=using)
        if rows.filter(**wanted).exclude(pk=instance.pk).exists():
            raise ValidationError({self.field: instance.unique_error_message(model, (self.field,))})


class BlindExact(_Lookup):
    """The address is this one, whatever the case it was typed in."""

    lookup_name = "exact"
    prepare_rhs = False

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return _found(compiler.compile(self.lhs), [self.rhs])


class BlindIn(_Lookup):
    """The address is one of these. Raises EmptyResultSet for none, as Django expects."""

    lookup_name = "in"
    prepare_rhs = False

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        wanted = [address for address in self.rhs if address is not None]
        if not wanted:
            raise EmptyResultSet
        return _found(compiler.compile(self.lhs), wanted)


def _found(column: tuple[str, Collection[Any]], addresses: list[Any]) -> tuple[str, list[Any]]:
    """Return the condition that one of the living hashes of one of the addresses stands in its place."""
    if not all(isinstance(address, str) for address in addresses):
        raise TypeError("an address is looked for as text; its column cannot be compared with another column")
    sql, params = column
    conditions, values = [], []
    for index in keyring.indexes():
        marks = ", ".join(["%s"] * len(addresses))
        conditions.append(f"{_PLACE.format(column=sql, slot=index.slot)} IN ({marks})")
        values += [*params, *(index.hash(normal(address), purpose=PURPOSE) for address in addresses)]
    return f"({' OR '.join(conditions)})", values
