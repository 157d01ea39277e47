"""Fields whose column holds sealed text only (ADR 0013).

``subject`` names the attribute of the row with the id of the person or workspace it belongs to. A row that is read
keeps the sealed form; it is opened when the attribute is asked for, with the row's own subject, so a text copied from
somebody else's row does not open. Unchanged values are written back as they were. What was erased reads as `ERASED` (an
address as `ERASED_ADDRESS`, an object as an empty one, a number as none): a list with such a row is still a list. An
empty text stays empty.

``values()`` and ``values_list()`` know no row and give the `Envelope`; open it with its subject. ``update()`` knows no
row either and refuses all but empty texts. Nothing can be looked for but an address, which carries a keyed hash
beside it (`assay.kernel.blind_index`).
"""

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast, override
from uuid import UUID

from django import forms
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from assay.kernel import crypto, subject_keys
from assay.kernel.blind_index import BlindExact, BlindIn, hashes, normal

if TYPE_CHECKING:
    from django.db.models import Field as _Field
else:

    class _Field(models.Field):
        """Django's field, which cannot be subscripted."""

        def __class_getitem__(cls, _: object) -> type:
            return cls


ERASED: Final = "(erased)"
ERASED_ADDRESS: Final = "erased@erased.invalid"
LONGEST_ADDRESS: Final = 254
_UNOPENED: Final = object()


class Envelope:
    """A value as a column holds it: sealed, and opened at most once."""

    def __init__(self, raw: str, field: "SealedField[Any, Any]") -> None:
        self.raw = raw
        self._field = field
        self._value: Any = _UNOPENED
        self._encoded = b""

    @classmethod
    def of(cls, value: Any, field: "SealedField[Any, Any]", *, subject: UUID) -> Self:
        """Seal a value for a subject. Raises KeyDestroyed, MasterKeyMissing."""
        encoded = field.encode(value)
        sealed = crypto.seal(encoded, subject=subject, context=field.context)
        made = cls(field.labelled(sealed, value), field)
        made._value, made._encoded = value, encoded
        return made

    def open(self, *, subject: UUID) -> Any:
        """Return the value, the field's own word when it was erased.

        Raises SealBroken when it is somebody else's, KeyMissing, MasterKeyMissing.
        """
        if self._value is _UNOPENED:
            sealed = self._field.sealed_part(self.raw)
            try:
                self._encoded = crypto.unseal(sealed, context=self._field.context, subject=subject)
            except crypto.KeyDestroyed:
                return self._field.erased()
            self._value = self._field.decode(self._encoded)
        return self._value

    def subject_of(self, row: models.Model) -> UUID:
        """Return the id of whom the row belongs to."""
        return self._field.subject_of(row)

    def is_unchanged(self) -> bool:
        """Tell whether the value is still what was read; lists and objects may have been changed in place."""
        return self._value is _UNOPENED or self._field.encode(self._value) == self._encoded

    @override
    def __repr__(self) -> str:
        return "Envelope(***)"


class SealedAttribute(DeferredAttribute):
    """Opens the envelope of a row with the row's subject."""

    @override
    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        if isinstance(held, Envelope):
            return held.open(subject=held.subject_of(instance))
        return held

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField[Set, Get](_Field[Set, Get]):
    """What the sealed fields have in common; each says how its value becomes bytes and back."""

    descriptor_class = SealedAttribute
    looked_for: ClassVar[frozenset[str]] = frozenset({"isnull"})

    def __init__(self, *args: Any, subject: str, **options: Any) -> None:
        self.subject = subject
        super().__init__(*args, **options)

    @override
    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"subject": self.subject}

    @property
    def context(self) -> str:
        """The place a text is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def subject_of(self, row: models.Model) -> UUID:
        """Return the id of whom the row belongs to."""
        return cast("UUID", getattr(row, self.subject))

    def encode(self, value: Any) -> bytes:
        """Return the value as bytes."""
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        """Return the value from the bytes."""
        return plain.decode()

    def from_plain(self, text: str) -> Any:
        """Return the value from what the column held before it was sealed."""
        return self.to_python(text)

    def erased(self) -> Any:
        """Return what stands for a value whose key is gone."""
        return ERASED

    def labelled(self, sealed: str, value: Any) -> str:
        """Return what the column holds."""
        del value
        return sealed

    def sealed_part(self, raw: str) -> str:
        """Return the sealed text in what the column holds."""
        return raw

    @override
    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Envelope | str | None:
        """Wrap what the column holds, and note which key it will want."""
        if not value:
            return value
        subject_keys.expect(crypto.key_of(self.sealed_part(value)))
        return Envelope(value, self)

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Envelope):
            if held.is_unchanged():
                return held
            held = getattr(model_instance, self.attname)
        if held is None or held == "":
            return held
        envelope = Envelope.of(self.to_python(held), self, subject=self.subject_of(model_instance))
        model_instance.__dict__[self.attname] = envelope
        return envelope

    @override
    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> str | None:
        if isinstance(value, Envelope):
            return value.raw
        if value is None or value == "":
            return None if value is None else ""
        raise TypeError(f"{self.context} is sealed for one row's subject: save() the row instead of updating many")

    @override
    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in self.looked_for else None

    @override
    def get_transform(self, lookup_name: str) -> None:
        return None


class SealedTextField(SealedField[str, str]):
    """A text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)

    @override
    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"max_length": self.max_length, "form_class": forms.CharField, **options})


class SealedJSONField(SealedField[Any, Any]):
    """An object or a list."""

    @override
    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    @override
    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)

    @override
    def from_plain(self, text: str) -> Any:
        return json.loads(text)

    @override
    def erased(self) -> Any:
        return {}


class SealedIntegerField(SealedField[int | None, int | None]):
    """A whole number."""

    @override
    def decode(self, plain: bytes) -> int:
        return int(plain)

    @override
    def from_plain(self, text: str) -> int:
        return int(text)

    @override
    def erased(self) -> None:
        return None


class SealedFloatField(SealedField[float | None, float | None]):
    """A number."""

    @override
    def encode(self, value: Any) -> bytes:
        return repr(float(value)).encode()

    @override
    def decode(self, plain: bytes) -> float:
        return float(plain)

    @override
    def from_plain(self, text: str) -> float:
        return float(text)

    @override
    def erased(self) -> None:
        return None


class SealedEmailField(SealedField[str, str]):
    """An address, in one spelling, with its keyed hash beside it: ``exact``, ``iexact`` and ``in`` find it by that."""

    looked_for = frozenset({"isnull", "exact", "iexact", "in"})
    default_validators = models.EmailField.default_validators

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_ADDRESS, **options})

    @override
    def to_python(self, value: Any) -> Any:
        return normal(value) if isinstance(value, str) else value

    @override
    def labelled(self, sealed: str, value: Any) -> str:
        return f"{hashes(value)}:{sealed}"

    @override
    def sealed_part(self, raw: str) -> str:
        return raw.partition(":")[2]

    @override
    def erased(self) -> str:
        return ERASED_ADDRESS

    @override
    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"max_length": self.max_length, "form_class": forms.EmailField, **options})


SealedEmailField.register_lookup(BlindExact)
SealedEmailField.register_lookup(BlindExact, "iexact")
SealedEmailField.register_lookup(BlindIn)
