"""A DNS of the test's own, and domains that are proven by it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

from django.test import override_settings

from assay.kernel import tenancy
from assay.kernel.jobs import find
from assay.kernel.testing.queue import queued
from assay.launch.ports import LOOPBACK, free_port
from assay.modules.directory.models import Domain
from assay.modules.directory.policy import record_of, value_of
from assay.modules.directory.services import domains, proving
from assay.modules.directory.types import DomainId, Finding
from assay.modules.identity.api import Actor
from assay.sandbox.dns.server import serving
from assay.sandbox.dns.zone import Zone


@contextmanager
def name_servers(folder: Path, *, number: int = 1) -> Iterator[tuple[Zone, ...]]:
    """Serve so many zones within the block; the product asks all of them."""
    zones = tuple(Zone(folder / str(at)) for at in range(number))
    ports = []
    with ExitStack() as stack:
        for zone in zones:
            ports.append(free_port())
            stack.enter_context(serving(zone, port=ports[-1]))
        stack.enter_context(override_settings(DNS_SERVERS=tuple((LOOPBACK, port) for port in ports)))
        yield zones


def claimed(actor: Actor, name: str) -> DomainId:
    """A domain that is claimed and not proven."""
    with tenancy.scope(actor.workspace_id):
        return domains.claim(actor, name=name)


def proven(actor: Actor, name: str) -> DomainId:
    """A domain whose record was found."""
    domain_id = claimed(actor, name)
    with tenancy.scope(actor.workspace_id):
        assert Finding.FOUND == proving.note(domain_id, Finding.FOUND)
    return domain_id


def publish_record(zone: Zone, actor: Actor, domain_id: UUID) -> None:
    """Set the record that proves a domain, beside those that are there."""
    with tenancy.scope(actor.workspace_id):
        row = Domain.objects.get(pk=domain_id)
    record = record_of(row.name)
    zone.set_texts(record, [*zone.records().get(record, []), value_of(row.token)])


def run_checks() -> None:
    """Carry out the checks that wait, as the worker does: in their workspace and outside of every transaction."""
    for job in queued(domains.CHECK):
        with tenancy.scope(UUID(job.origin["workspace_id"])):
            find(job.name).run(**job.call)


def check(actor: Actor, domain_id: UUID) -> Finding:
    """Look for the record now."""
    with tenancy.scope(actor.workspace_id):
        return proving.check(domain_id)
