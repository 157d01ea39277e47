"""Each published fact becomes an entry, in the transaction that publishes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from uuid import UUID

from django.db import transaction

from assay.kernel import context, tenancy
from assay.kernel.events import Announcement, publish
from assay.modules.audit import models, policy
from assay.modules.audit.events import SystemChanged
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
    ).save(force_insert=True)


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
