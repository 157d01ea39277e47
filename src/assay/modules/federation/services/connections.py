"""A workspace's own provider: set up, tried, switched, removed. Owners alone."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, locks, tenancy
from assay.kernel.events import publish
from assay.modules.directory import api as directory
from assay.modules.federation import models, policy
from assay.modules.federation.errors import ConnectionNotFound, NoDomain, NotShared, NotTried, NoWayBack
from assay.modules.federation.events import (
    ConnectionRemoved,
    ConnectionSaved,
    ConnectionSwitched,
    ConnectionTried,
    ConnectionTrusted,
    OwnWayUsed,
)
from assay.modules.federation.types import ConnectionOrder
from assay.modules.identity import api as identity

_SWITCHED: Final = identity.Notice(
    heading=_("The company's sign-in was changed"),
    lines=(_("An owner of the workspace changed how its people sign in. On: %(on)s. For everybody: %(all)s."),),
    label=_("Look at it"),
)
_TRUSTED: Final = identity.Notice(
    heading=_("The company's word now stands for a second factor"),
    lines=(
        _("An owner decided that the workspace asks for no second step here when the company's sign-in had one."),
        _("If you did not expect that, ask the other owners, and take it back where it was switched on."),
    ),
)
_DISTRUSTED: Final = identity.Notice(
    heading=_("The company's word no longer stands for a second factor"),
    lines=(_("An owner took it back. Where the workspace asks for a second step, it is one of Assay again."),),
)
_USED: Final = identity.Notice(
    heading=_("An owner came in past the company's sign-in"),
    lines=(
        _("Everybody has to come in through the company. An owner used their own passkey or app instead."),
        _("That is meant for the day the company's sign-in is broken. If it is not, ask the other owners."),
    ),
)


@transaction.atomic
def save(actor: identity.Actor, order: ConnectionOrder) -> None:
    """Say who speaks for the workspace's people. Another provider, client or secret is off until it was tried.

    Raises RoleTooLow, NotShared.
    """
    identity.require(actor, identity.Action.DIRECTORY_MANAGE)
    if identity.get_card(actor).is_personal:
        raise NotShared
    locks.hold(f"federation.connection.{actor.workspace_id}")
    row = models.Connection.objects.filter(workspace_id=actor.workspace_id).first()
    row = row or models.Connection(id=policy.connection_id(actor.workspace_id), workspace_id=actor.workspace_id)
    row.role, row.secret_ends_on, row.warned_days = order.role, order.secret_ends_on, None
    if order.secret.reveal() or (row.issuer, row.client_id) != (order.issuer, order.client_id):
        row.issuer, row.client_id, row.secret = order.issuer, order.client_id, order.secret.reveal() or row.secret
        row.is_enabled = row.is_enforced = False
        row.tried_at = row.trusted_at = None
    row.save()
    publish(
        ConnectionSaved(
            workspace_id=row.workspace_id, person_id=actor.person_id, connection_id=row.pk, issuer=row.issuer
        )
    )


@transaction.atomic
def note_trial(actor: identity.Actor) -> None:
    """Write down that the provider, as it is now, spoke for somebody it may speak for. Raises ConnectionNotFound."""
    row = _held(actor)
    row.tried_at = clock.now()
    row.save(update_fields=["tried_at"])
    publish(ConnectionTried(workspace_id=row.workspace_id, person_id=actor.person_id, connection_id=row.pk))


@transaction.atomic
def switch(actor: identity.Actor, *, is_enabled: bool, is_enforced: bool) -> None:
    """Let people come in by the provider, or make them, or neither; the owners are written to.

    Raises RoleTooLow, ConnectionNotFound, NotTried, NoDomain, NoWayBack.
    """
    row = _held(actor)
    if is_enabled and row.tried_at is None:
        raise NotTried
    if is_enabled and not directory.proven_domains(actor.workspace_id):
        raise NoDomain
    if is_enforced and not identity.has_strong(actor.person_id):
        raise NoWayBack
    if (row.is_enabled, row.is_enforced) == (is_enabled, is_enabled and is_enforced):
        return
    row.is_enabled, row.is_enforced = is_enabled, is_enabled and is_enforced
    row.save(update_fields=["is_enabled", "is_enforced"])
    publish(
        ConnectionSwitched(
            workspace_id=row.workspace_id,
            person_id=actor.person_id,
            connection_id=row.pk,
            is_enabled=row.is_enabled,
            is_enforced=row.is_enforced,
        )
    )
    tell_owners(actor.workspace_id, _SWITCHED, {"on": row.is_enabled, "all": row.is_enforced})
    if row.is_enforced:
        _end_others(actor)


@transaction.atomic
def trust(actor: identity.Actor, *, is_trusted: bool, acr_values: Sequence[str]) -> None:
    """Let the provider's word stand for the second factor that the workspace asks for, or not; owners are written to.

    Each change is a new decision: what was said under an earlier one counts no more. Raises RoleTooLow,
    ConnectionNotFound.
    """
    row, named = _held(actor), " ".join(acr_values)
    if (row.trusted_at is not None, row.acr_values) == (is_trusted, named):
        return
    row.trusted_at, row.acr_values = clock.now() if is_trusted else None, named
    row.save(update_fields=["trusted_at", "acr_values"])
    publish(
        ConnectionTrusted(
            workspace_id=row.workspace_id,
            person_id=actor.person_id,
            connection_id=row.pk,
            is_trusted=is_trusted,
            named=len(acr_values),
        )
    )
    tell_owners(actor.workspace_id, _TRUSTED if is_trusted else _DISTRUSTED, {})


@transaction.atomic
def remove(actor: identity.Actor) -> None:
    """Take the provider away, and every way in that it gave. Raises RoleTooLow, ConnectionNotFound."""
    row = _held(actor)
    models.Link.objects.filter(provider=str(row.pk)).delete()
    publish(ConnectionRemoved(workspace_id=row.workspace_id, person_id=actor.person_id, connection_id=row.pk))
    row.delete()


@transaction.atomic
def note_own_way(person_id: identity.PersonId, workspace_id: identity.WorkspaceId) -> None:
    """Record that an owner came in past the provider, and write to all owners."""
    with tenancy.scope(workspace_id):
        publish(OwnWayUsed(workspace_id=workspace_id, person_id=person_id))
        tell_owners(workspace_id, _USED, {})


def tell_owners(workspace_id: identity.WorkspaceId, notice: identity.Notice, facts: dict[str, object]) -> None:
    """Write to every owner, with a link to the page."""
    link = f"{settings.BASE_URL}{reverse('federation:connection')}"
    told = identity.Notice(heading=notice.heading, lines=notice.lines, label=_("Look at it"), link=link)
    for owner in identity.list_owners(workspace_id):
        identity.notify(owner, notice=told, cause=identity.Cause.new("federation-company"), facts=facts)


def _held(actor: identity.Actor) -> models.Connection:
    identity.require(actor, identity.Action.DIRECTORY_MANAGE)
    row = models.Connection.objects.select_for_update().filter(workspace_id=actor.workspace_id).first()
    if row is None:
        raise ConnectionNotFound
    return row


def _end_others(actor: identity.Actor) -> None:
    """End the sessions of those who from now on have to come in another way; owners keep theirs, as they may."""
    for member in identity.list_members(actor):
        is_theirs = directory.workspace_of_address(member.email.reveal()) == actor.workspace_id
        if is_theirs and member.role is not identity.Role.OWNER:
            identity.end_all(member.person_id, reason=identity.Ending.RESET)
