"""Claiming a domain, asking for a check of it, giving it up."""

import secrets
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.kernel import clock, jobs, locks
from assay.kernel.events import publish
from assay.modules.directory import models, policy
from assay.modules.directory.errors import AlreadyClaimed, DomainInvalid, DomainNotFound, NotShared, TooManyDomains
from assay.modules.directory.events import DomainClaimed, DomainDropped
from assay.modules.directory.types import DomainId
from assay.modules.identity.api import Action, Actor, get_card, require

CHECK = "directory.check"
_FAULTS = {
    policy.Fault.UNREADABLE: gettext_lazy("This is no domain. Write it like example.com, without https:// or @."),
    policy.Fault.ADDRESS: gettext_lazy("This is a network address. Write the name of a domain, like example.com."),
    policy.Fault.SUFFIX: gettext_lazy("Under this ending anybody can have a name. Write the domain of your company."),
    policy.Fault.FREE_MAIL: gettext_lazy("Mailboxes there are open to everybody. Write the domain of your company."),
    policy.Fault.RESERVED: gettext_lazy("This ending does not exist in the public DNS."),
}


@transaction.atomic
def claim(actor: Actor, *, name: str) -> DomainId:
    """Say that a domain is the workspace's; it counts for nothing until it is proven.

    Raises RoleTooLow, NotShared, DomainInvalid, AlreadyClaimed, TooManyDomains.
    """
    require(actor, Action.DIRECTORY_MANAGE)
    if get_card(actor).is_personal:
        raise NotShared(_("Open a shared workspace first; then its owners can claim domains for it."))
    try:
        domain = policy.read_name(name)
    except policy.NotClaimable as refusal:
        fault = str(_FAULTS[refusal.fault])
        raise DomainInvalid(fault, errors=[{"pointer": "/name", "detail": fault}]) from None
    locks.hold(f"directory.domains:{actor.workspace_id}")  # two at once must not pass the limit
    if models.Domain.objects.filter(workspace_id=actor.workspace_id).count() >= policy.MOST_DOMAINS:
        raise TooManyDomains(_("Remove one that is not used any more."))
    row = models.Domain(workspace_id=actor.workspace_id, name=domain, token=secrets.token_hex(20))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyClaimed(_("It is in the list below already.")) from None
    publish(DomainClaimed(workspace_id=row.workspace_id, person_id=actor.person_id, domain_id=row.pk, domain=row.name))
    return DomainId(row.pk)


@transaction.atomic
def ask_for_check(actor: Actor, domain_id: UUID) -> None:
    """Let a job look for the record soon; while one is on its way a second call changes nothing.

    Raises RoleTooLow, DomainNotFound.
    """
    row = _held(actor, domain_id)
    now = clock.now()
    if policy.is_waiting(asked_at=row.asked_at, checked_at=row.checked_at, now=now):
        return
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    jobs.defer(CHECK, domain_id=str(row.pk))


@transaction.atomic
def drop(actor: Actor, domain_id: UUID) -> None:
    """Give a domain up. Raises RoleTooLow, DomainNotFound."""
    row = _held(actor, domain_id)
    publish(
        DomainDropped(
            workspace_id=row.workspace_id,
            person_id=actor.person_id,
            domain_id=row.pk,
            domain=row.name,
            was_proven=row.proven_at is not None,
        )
    )
    row.delete()


def _held(actor: Actor, domain_id: UUID) -> models.Domain:
    require(actor, Action.DIRECTORY_MANAGE)
    rows = models.Domain.objects.select_for_update().filter(pk=domain_id, workspace_id=actor.workspace_id)
    row = rows.first()
    if row is None:
        raise DomainNotFound
    return row
