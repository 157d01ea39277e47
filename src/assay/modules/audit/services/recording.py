"""Each published fact becomes an entry, in the transaction that publishes it."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from uuid import UUID

from django.db import transaction

from assay.kernel import context, crypto, tenancy
from assay.kernel.events import Announcement, Aside, publish
from assay.modules.audit import models, policy
from assay.modules.audit.events import SystemChanged
from assay.modules.audit.providers.verify_audit import canonical
from assay.modules.audit.queries.entries import SEALED
from assay.modules.audit.types import Via


def record(told: Announcement) -> None:
    """Write one fact down. Called by the kernel for every fact; costs one statement and takes no lock."""
    named = {field.name: getattr(told.event, field.name) for field in fields(told.event)}
    objects = policy.objects_of(named)
    here = context.current()
    workspace_id, subject_id = _id(named, "workspace_id") or tenancy.current(), _id(named, "person_id")
    models.Entry(
        id=told.id,
        created_at=told.at,
        chain=policy.chain_of(workspace_id=workspace_id, subject_id=subject_id),
        workspace_id=workspace_id,
        actor_id=here.person_id,
        subject_id=subject_id,
        via=_via(here),
        request_id=here.request_id or "",
        name=told.name,
        objects_named=objects,
        details=policy.details_of(told.payload, objects=objects),
        **_sealed(told.aside),
    ).save(force_insert=True)


def _sealed(aside: Aside | None) -> dict[str, str]:
    """Personal details under their owner's key, and the salted hash that the chain covers in their place."""
    if aside is None:
        return {}
    plain = canonical(
        {"salt": secrets.token_hex(16), **{name: value.reveal() for name, value in aside.details.items()}}
    )
    return {
        "sealed": crypto.seal(plain, subject=aside.subject, context=SEALED),
        "commitment": hashlib.sha256(plain).hexdigest(),
    }


@contextmanager
def system_change(*, reason: str) -> Iterator[None]:
    """Change rows for upkeep, in one transaction, with an entry that gives the reason instead of a fact of its own.

    For seeding, erasure and retention. What a person asked for has a fact and does not come through here.
    """
    with transaction.atomic():
        publish(SystemChanged(reason=reason))
        yield


def _id(named: dict[str, object], name: str) -> UUID | None:
    value = named.get(name)
    return value if isinstance(value, UUID) else None


def _via(here: context.Context) -> Via:
    if here.job_id is not None:
        return Via.JOB
    return Via.COMMAND if here.request_id is None else Via.REQUEST
