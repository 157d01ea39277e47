"""Asking somebody in, by address. What is said never depends on whether the address has an account."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assay.kernel import clock, tenancy
from assay.kernel.blind_index import normal
from assay.kernel.crypto import blind
from assay.kernel.events import publish
from assay.kernel.privacy import Email, Secret
from assay.modules.comms import api as comms
from assay.modules.identity import models
from assay.modules.identity.errors import (
    AlreadyMember,
    InvitationNotFound,
    InvitationOver,
    InvitedAlready,
    NotYoursToGive,
    SentTooOften,
    WorkspaceLimit,
)
from assay.modules.identity.events.places import InvitationDeclined, InvitationResent, InvitationRevoked, MemberInvited
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import tokens
from assay.modules.identity.queries.people import name_of
from assay.modules.identity.services.places import hold, hold_as, refuse_personal
from assay.modules.identity.services.workspaces import admit
from assay.modules.identity.types import Actor, Role, WorkspaceId
from assay.modules.identity.types.places import Action, InvitationId


@transaction.atomic
def invite(actor: Actor, *, email: Email, role: Role) -> InvitationId:
    """Ask somebody in by mail, with the role they will have.

    Raises RoleTooLow, PersonalWorkspace, NotYoursToGive, AlreadyMember, InvitedAlready, WorkspaceLimit.
    """
    workspace, now = hold_as(actor, Action.MEMBERS_INVITE)
    refuse_personal(workspace)
    if not rules.may_give(now.role, role):
        raise NotYoursToGive(f"Your role is {now.role.value}.")
    address = normal(email.reveal())
    if models.Membership.objects.filter(workspace_id=workspace.pk, person__email=address).exists():
        raise AlreadyMember
    waiting = models.Invitation.objects.filter(workspace_id=workspace.pk, is_waiting=True)
    if waiting.filter(email=address).exists():
        raise InvitedAlready("Send it once more from the list, or take it back first.")
    if waiting.count() >= rules.MOST_WAITING:
        raise WorkspaceLimit(f"At most {rules.MOST_WAITING} invitations wait at a time.")
    token, moment = tokens.make(), clock.now()
    made = models.Invitation.objects.create(
        workspace_id=workspace.pk, email=address, role=role, token_hash=tokens.hashed(token),
        invited_by=now.person_id, sent_at=moment, expires_at=moment + rules.INVITATION_LASTS,
    )  # fmt: skip
    _mail(made, workspace, token)
    publish(
        MemberInvited(
            workspace_id=workspace.pk, person_id=now.person_id, invitation_id=made.pk, role=role.value,
            address=blind(address, purpose="address"),
        )
    )  # fmt: skip
    return InvitationId(made.pk)


@transaction.atomic
def resend_invitation(actor: Actor, invitation_id: UUID) -> None:
    """Mail an invitation once more, with a new link and seven new days; the former link is dead.

    Raises RoleTooLow, InvitationNotFound, SentTooOften.
    """
    workspace, now = hold_as(actor, Action.MEMBERS_INVITE)
    found = _waiting(now, invitation_id)
    moment = clock.now()
    if not rules.may_resend(found.sent_at, sendings=found.sendings, now=moment):
        raise SentTooOften("Ten minutes pass between two mails, and nobody gets more than four.")
    token = tokens.make()
    found.token_hash, found.sent_at, found.sendings = tokens.hashed(token), moment, found.sendings + 1
    found.expires_at = moment + rules.INVITATION_LASTS
    found.save(update_fields=["token_hash", "sent_at", "sendings", "expires_at"])
    _mail(found, workspace, token)
    publish(InvitationResent(workspace_id=workspace.pk, person_id=now.person_id, invitation_id=found.pk))


@transaction.atomic
def revoke_invitation(actor: Actor, invitation_id: UUID) -> None:
    """Take an invitation back. Raises RoleTooLow, InvitationNotFound."""
    workspace, now = hold_as(actor, Action.MEMBERS_INVITE)
    _end(_waiting(now, invitation_id))
    publish(InvitationRevoked(workspace_id=workspace.pk, person_id=now.person_id, invitation_id=invitation_id))


@transaction.atomic
def accept_invitation(person_id: UUID, invitation_id: UUID) -> WorkspaceId:
    """Take the place that was offered. The invitation is judged and used up under a lock.

    Raises InvitationNotFound, InvitationOver, WorkspaceNotFound, AlreadyMember, WorkspaceLimit.
    """
    workspace_id = _workspace_of(invitation_id)
    with tenancy.scope(workspace_id):
        hold(workspace_id)  # before the invitation: every change takes its locks in this order
        found = _offered_to(person_id, invitation_id)
        if rules.is_over(found.expires_at, now=clock.now()):
            raise InvitationOver("Ask for a new one.")
        admit(person_id, workspace_id=workspace_id, role=Role(found.role))
        _end(found, accepted_by=person_id)
    return workspace_id


@transaction.atomic
def decline_invitation(person_id: UUID, invitation_id: UUID) -> None:
    """Say no. Raises InvitationNotFound."""
    workspace_id = _workspace_of(invitation_id)
    with tenancy.scope(workspace_id):
        hold(workspace_id)
        _end(_offered_to(person_id, invitation_id))
        publish(InvitationDeclined(workspace_id=workspace_id, person_id=person_id, invitation_id=invitation_id))


def withdraw(workspace_id: UUID, *, by: UUID, role: Role | None) -> None:
    """Take back what somebody may no longer offer, now that their role is this (None: they are out).

    The caller holds the workspace. Without it somebody who is shown out could come back by a link sent before.
    """
    for found in models.Invitation.objects.filter(workspace_id=workspace_id, invited_by=by, is_waiting=True):
        if role is None or not rules.may_give(role, Role(found.role)):
            _end(found)
            publish(InvitationRevoked(workspace_id=workspace_id, person_id=by, invitation_id=found.pk))


def _workspace_of(invitation_id: UUID) -> WorkspaceId:
    """Find where an invitation leads: across workspaces, because the invited person is not inside yet."""
    with tenancy.system():
        found = models.Invitation.objects.filter(pk=invitation_id).values_list("workspace_id", flat=True).first()
    if found is None:
        raise InvitationNotFound
    return WorkspaceId(found)


def _offered_to(person_id: UUID, invitation_id: UUID) -> models.Invitation:
    """Lock an invitation that waits, if it names an address this person has proven; whoever has the link."""
    found = models.Invitation.objects.select_for_update().filter(pk=invitation_id, is_waiting=True).first()
    if found is None:
        raise InvitationNotFound
    if not EmailAddress.objects.filter(user_id=person_id, email__iexact=found.email, verified=True).exists():
        raise InvitationNotFound  # said to whoever holds the link is more: the page knows the link
    return found


def _waiting(actor: Actor, invitation_id: UUID) -> models.Invitation:
    rows = models.Invitation.objects.filter(workspace_id=actor.workspace_id, pk=invitation_id, is_waiting=True)
    found = rows.first()
    if found is None:
        raise InvitationNotFound
    return found


def _end(found: models.Invitation, *, accepted_by: UUID | None = None) -> None:
    found.is_waiting, found.ended_at, found.accepted_by = False, clock.now(), accepted_by
    found.save(update_fields=["is_waiting", "ended_at", "accepted_by"])


def _mail(invitation: models.Invitation, workspace: models.Workspace, token: Secret) -> None:
    by = name_of([invitation.invited_by])[invitation.invited_by]
    link = settings.BASE_URL + reverse("identity:invitation", args=[token.reveal()])
    said = {
        "workspace": workspace.name,
        "by": by.reveal(),
        "role": Role(invitation.role).value,
        "address": invitation.email,
        "link": link,
        "home": settings.BASE_URL,
    }
    key = f"identity:invitation:{invitation.pk}:{invitation.sendings}"
    comms.send("identity/mail/invitation", to=Email(invitation.email), context=said, key=key)
