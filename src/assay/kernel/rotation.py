"""Changing the keys above all others while the product runs; each step may be stopped and begun again (ADR 0013)."""

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models, transaction

from assay.kernel import crypto, keyring, subject_keys, tenancy
from assay.kernel.blind_index import Hash
from assay.kernel.sealed import Envelope, SealedEmailField, SealedField

BATCH: Final = 200


def rewrap(*, batch: int = BATCH) -> Iterator[int]:
    """Wrap every data key by the first of MASTER_KEYS; yield after each batch how many it was."""
    while done := subject_keys.rewrap(limit=batch):
        yield done


def count_former() -> int:
    """Return how many data keys a former master key still wraps; somebody else may hold their rows."""
    return subject_keys.count_former()


def index_anew() -> Iterator[int]:
    """Give every address its hash under the first of INDEX_KEYS; yield after each batch how many it was.

    An address whose key was destroyed has nothing to be hashed, and keeps what it has.
    """
    for field in _sealed_fields():
        if isinstance(field, SealedEmailField):
            yield from _index_field(field)


@transaction.atomic
def seal_anew(subject: Any) -> int:
    """Give a person or workspace a further data key and seal everything under it; return how many values.

    Raises KeyDestroyed.
    """
    subject_keys.renew(subject)
    done = 0
    with tenancy.system():
        for field in _sealed_fields():
            rows: models.QuerySet[Any] = models.QuerySet(field.model).filter(**{field.subject: subject})
            for row in rows.select_for_update(of=("self",)):
                held = row.__dict__[field.attname]
                if isinstance(held, Envelope):
                    _write(field, row, Envelope.of(held.open(subject=subject), field, subject=subject))
                    done += 1
    return done


def _index_field(field: SealedEmailField) -> Iterator[int]:
    slot = keyring.indexes()[0].slot
    last = None
    while True:
        every: models.QuerySet[Any] = models.QuerySet(field.model)
        rows = every.annotate(known=Hash(field.name, slot=slot)).filter(known=None).order_by("pk")
        with tenancy.system(), transaction.atomic():
            batch = list((rows if last is None else rows.filter(pk__gt=last)).select_for_update(of=("self",))[:BATCH])
            for row in batch:
                _index_row(field, row)
        if not batch:
            return
        last = batch[-1].pk
        yield len(batch)


def _index_row(field: SealedEmailField, row: models.Model) -> None:
    held = row.__dict__[field.attname]
    if not isinstance(held, Envelope):
        return
    try:
        crypto.unseal(field.sealed_part(held.raw), context=field.context, subject=field.subject_of(row))
    except crypto.KeyDestroyed:
        return
    address = held.open(subject=field.subject_of(row))
    _write(field, row, Envelope(field.labelled(field.sealed_part(held.raw), address), field))


def _write(field: SealedField[Any, Any], row: models.Model, envelope: Envelope) -> None:
    models.QuerySet(field.model, using=DEFAULT_DB_ALIAS).filter(pk=row.pk).update(**{field.name: envelope})


def _sealed_fields() -> Iterator[SealedField[Any, Any]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield field
