"""Looking for a domain's record, and what follows from finding it, missing it, or missing it for too long.

The name servers are asked outside of every transaction; what they said is recorded by a second one. Between the two the
domain may have been given up or proven for somebody else: the record of the answer looks again, under the row's lock.
"""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.comms import api as comms
from assay.modules.directory import models, policy
from assay.modules.directory.errors import NamesLost
from assay.modules.directory.events import DomainFoundAgain, DomainLapsed, DomainMissed, DomainProven
from assay.modules.directory.ports import Names
from assay.modules.directory.providers import names
from assay.modules.directory.types import Finding
from assay.modules.identity.api import email_of, list_owners


def check(domain_id: UUID, *, asked: Names | None = None) -> Finding:
    """Ask the name servers for a domain's record and note what they say. A domain that is gone is found as NONE."""
    row = models.Domain.objects.filter(pk=domain_id).only("name", "token").first()
    if row is None:
        return Finding.NONE
    try:
        answers = (asked or names.current()).texts(policy.record_of(row.name))
    except NamesLost:
        return note(domain_id, Finding.SILENT)
    return note(domain_id, policy.judge(answers, value=policy.value_of(row.token)))


@transaction.atomic
def note(domain_id: UUID, finding: Finding) -> Finding:
    """Record what was found; return that, or TAKEN where the domain is proven for another workspace."""
    row = models.Domain.objects.select_for_update().filter(pk=domain_id).first()
    if row is None:
        return Finding.NONE
    if finding is Finding.FOUND:
        finding = _found(row)
    elif row.proven_at is not None:
        _missed(row, finding)
    row.finding, row.checked_at = finding.value, clock.now()
    row.save(update_fields=["finding", "checked_at"])
    return finding


def _found(row: models.Domain) -> Finding:
    if row.proven_at is None:
        return _prove(row)
    if row.missing_since is not None:
        row.missing_since = row.warned_at = None
        row.save(update_fields=["missing_since", "warned_at"])
        publish(DomainFoundAgain(workspace_id=row.workspace_id, domain_id=row.pk, domain=row.name))
    return Finding.FOUND


def _prove(row: models.Domain) -> Finding:
    row.proven_at, row.missing_since, row.warned_at = clock.now(), None, None
    try:
        with transaction.atomic():
            row.save(update_fields=["proven_at", "missing_since", "warned_at"])
    except IntegrityError:  # proven for another workspace; which one is nobody's business here
        row.proven_at = None
        return Finding.TAKEN
    publish(DomainProven(workspace_id=row.workspace_id, domain_id=row.pk, domain=row.name))
    return Finding.FOUND


def _missed(row: models.Domain, finding: Finding) -> None:
    now = clock.now()
    if row.missing_since is None:
        row.missing_since = now
        row.save(update_fields=["missing_since"])
        publish(
            DomainMissed(
                workspace_id=row.workspace_id,
                domain_id=row.pk,
                domain=row.name,
                finding=finding.value,
                lapses_at=policy.lapses_at(now),
            )
        )
    elif policy.is_over(row.missing_since, warned_at=row.warned_at, now=now):
        _tell(row, "domain_lapsed", cause=f"lapsed:{row.missing_since.isoformat()}")
        row.proven_at = row.missing_since = row.warned_at = None
        row.save(update_fields=["proven_at", "missing_since", "warned_at"])
        publish(DomainLapsed(workspace_id=row.workspace_id, domain_id=row.pk, domain=row.name))
    elif policy.is_warning_due(row.missing_since, warned_at=row.warned_at, now=now):
        _tell(row, "domain_missed", cause=f"missed:{row.missing_since.isoformat()}")
        row.warned_at = now
        row.save(update_fields=["warned_at"])


def _tell(row: models.Domain, letter: str, *, cause: str) -> None:
    """Write to every owner, once for each cause."""
    page = f"{settings.BASE_URL}{reverse('directory:domain', args=[row.pk])}"
    about: dict[str, object] = {
        "domain": row.name,
        "record": policy.record_of(row.name),
        "value": policy.value_of(row.token),
        "lapses_at": policy.lapses_at(row.missing_since or clock.now()),
        "page": page,
        "home": settings.BASE_URL,
    }
    for person_id in list_owners(row.workspace_id):
        email = email_of(person_id)
        if email is not None:
            comms.send(
                f"directory/mail/{letter}",
                to=email,
                context=about | {"address": email.reveal()},
                key=f"directory:domain:{row.pk}:{cause}:{person_id}",
            )
