"""Reads about one workspace: who is in it, who was asked in, and what was offered to a person."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from assay.kernel import clock, tenancy
from assay.kernel.pagination import Page, paginate
from assay.kernel.privacy import Email, PersonName, Secret
from assay.modules.identity import models
from assay.modules.identity.errors import InvitationNotFound, MemberNotFound, WorkspaceNotFound
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries.access import require
from assay.modules.identity.queries.people import name_of
from assay.modules.identity.queries.tokens import hashed
from assay.modules.identity.types import Actor, PersonId, Role, WorkspaceCard, WorkspaceId
from assay.modules.identity.types.places import Action, ClosingCard, Invitation, InvitationId, Member, Offer


def get_card(actor: Actor) -> WorkspaceCard:
    """Return the workspace somebody works in. Raises WorkspaceNotFound."""
    require(actor, Action.WORKSPACE_SEE)
    found = models.Workspace.objects.filter(pk=actor.workspace_id, closes_at=None).first()
    if found is None:
        raise WorkspaceNotFound
    return WorkspaceCard(id=actor.workspace_id, name=found.name, is_personal=found.is_personal, role=actor.role)


def list_members(actor: Actor) -> tuple[Member, ...]:
    """Return everybody in the workspace (at most 200), the longest there first."""
    require(actor, Action.MEMBERS_SEE)
    rows = models.Membership.objects.filter(workspace_id=actor.workspace_id).select_related("person")
    return tuple(_member(row) for row in rows.order_by("created_at", "id"))


def list_members_page(actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[Member]:
    """Return the people of the workspace, who came last first."""
    require(actor, Action.MEMBERS_SEE)
    rows = models.Membership.objects.filter(workspace_id=actor.workspace_id).select_related("person")
    return paginate(rows, cursor=cursor, limit=limit).map(_member)


def list_owners(workspace_id: UUID) -> tuple[PersonId, ...]:
    """Return who owns a workspace and can sign in, the longest there first."""
    with tenancy.scope(workspace_id):
        rows = models.Membership.objects.filter(workspace_id=workspace_id, role=Role.OWNER, person__is_active=True)
        return tuple(map(PersonId, rows.order_by("created_at", "id").values_list("person_id", flat=True)))


def roles_in(workspace_id: UUID) -> dict[PersonId, Role]:
    """Return who has a place in a workspace, and which."""
    with tenancy.scope(workspace_id):
        rows = models.Membership.objects.filter(workspace_id=workspace_id)
        return {PersonId(person_id): Role(role) for person_id, role in rows.values_list("person_id", "role")}


def shares_elsewhere(person_id: UUID, *, workspace_id: UUID) -> bool:
    """Tell whether somebody has a place in a shared workspace beside this one."""
    with tenancy.person(person_id):
        places = models.Membership.objects.filter(person_id=person_id, workspace__is_personal=False)
        return places.exclude(workspace_id=workspace_id).exists()


def get_member(actor: Actor, person_id: UUID) -> Member:
    """Return one person of the workspace. Raises MemberNotFound."""
    require(actor, Action.MEMBERS_SEE)
    rows = models.Membership.objects.filter(workspace_id=actor.workspace_id, person_id=person_id)
    row = rows.select_related("person").first()
    if row is None:
        raise MemberNotFound
    return _member(row)


def _member(row: models.Membership) -> Member:
    person = row.person
    return Member(
        person_id=PersonId(row.person_id),
        name=PersonName(person.name or person.email.partition("@")[0]),
        email=Email(person.email),
        role=Role(row.role),
        since=row.created_at,
    )


def list_invitations(actor: Actor) -> tuple[Invitation, ...]:
    """Return the invitations that wait (at most 50), the newest first. Raises RoleTooLow."""
    return tuple(map(_invitation, _waiting(actor).order_by("-created_at", "-id")))


def list_invitations_page(actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[Invitation]:
    """Return the invitations that wait, the newest first. Raises RoleTooLow."""
    return paginate(_waiting(actor), cursor=cursor, limit=limit).map(_invitation)


def _waiting(actor: Actor) -> QuerySet[models.Invitation]:
    require(actor, Action.MEMBERS_INVITE)
    return models.Invitation.objects.filter(workspace_id=actor.workspace_id, is_waiting=True)


def _invitation(row: models.Invitation) -> Invitation:
    return Invitation(
        id=InvitationId(row.pk),
        email=Email(row.email),
        role=Role(row.role),
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        is_over=rules.is_over(row.expires_at, now=clock.now()),
    )


def list_closing(person_id: UUID) -> tuple[ClosingCard, ...]:
    """Return the workspaces a person owns that will be deleted unless kept, the first to go first."""
    with tenancy.person(person_id):
        rows = models.Membership.objects.filter(
            person_id=person_id, role=Role.OWNER, workspace__closes_at__gt=clock.now()
        )
        found = [row.workspace for row in rows.select_related("workspace").order_by("workspace__closes_at", "id")]
    return tuple(
        ClosingCard(id=WorkspaceId(workspace.pk), name=workspace.name, closes_at=workspace.closes_at)
        for workspace in found
        if workspace.closes_at is not None
    )


def list_offers(person_id: UUID) -> tuple[Offer, ...]:
    """Return the invitations to an address that the person has proven to be theirs, the newest first."""
    addresses = [one.email for one in EmailAddress.objects.filter(user_id=person_id, verified=True)]
    # Across workspaces on purpose: somebody invited is not inside yet. The condition is their own proven addresses.
    with tenancy.system():
        rows = models.Invitation.objects.filter(email__in=addresses, is_waiting=True, expires_at__gt=clock.now())
        return tuple(offer for row in rows.order_by("-created_at", "-id") if (offer := _offer(row)))


def get_offer(token: Secret) -> Offer:
    """Return the invitation a link belongs to. Raises InvitationNotFound: unknown, ended and too old look alike."""
    # Across workspaces on purpose: whoever holds the link is not inside yet. The token is the condition.
    with tenancy.system():
        row = models.Invitation.objects.filter(
            token_hash=hashed(token), is_waiting=True, expires_at__gt=clock.now()
        ).first()
        offer = _offer(row) if row else None
    if offer is None:
        raise InvitationNotFound
    return offer


def _offer(row: models.Invitation) -> Offer | None:
    workspace = models.Workspace.objects.filter(pk=row.workspace_id, closes_at=None).first()
    if workspace is None:
        return None
    return Offer(
        id=InvitationId(row.pk),
        workspace_name=workspace.name,
        role=Role(row.role),
        by=name_of([row.invited_by]).get(row.invited_by),
        expires_at=row.expires_at,
    )
