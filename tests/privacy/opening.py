"""Everything in a dump that can be read by whoever has the dump and every key of the instance."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.apps import apps

from assay.kernel import crypto, memory
from assay.kernel.sealed import SealedField
from tests.faults.test_dump import dump

_SEALED: Final = re.compile(r"s1\.([0-9a-f]{32})\.([A-Za-z0-9_-]+)")
_APART: Final = (
    "audit_entry.sealed",
    "identity_factor.secret",
    "identity_session.payload",
    "identity_session.place",
    "kernel_replay.answer",
    "privacy_export_part.sealed",
)


def readable() -> str:
    """The database as a text, and after it everything sealed in it that any living key opens."""
    memory.forget_all()
    raw = dump()
    return raw + "\n".join(opened(raw))


def opened(raw: str) -> Iterator[str]:
    contexts = {*_APART, *(_contexts())}
    for key_id, text in set(_SEALED.findall(raw)):
        yield _open(UUID(hex=key_id), f"s1.{key_id}.{text}", contexts)


def _contexts() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield field.context


def _open(key_id: UUID, sealed: str, contexts: set[str]) -> str:
    for context in sorted(contexts):
        try:
            return crypto.unseal(sealed, context=context).decode(errors="replace")
        except crypto.SealBroken:
            continue
        except (crypto.KeyDestroyed, crypto.KeyMissing):
            return ""
    raise AssertionError(f"a sealed text of key {key_id} opens in no place that is known here")
