"""What identity announces of workspaces and who belongs to them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("identity.workspace_renamed.v1", says=_("renamed the workspace"))
class WorkspaceRenamed:
    """A workspace has another name."""

    workspace_id: UUID
    person_id: UUID


@fact("identity.workspace_closed.v1", says=_("deleted the workspace; its contents go at {closes_at}"))
class WorkspaceClosed:
    """An owner deleted a workspace; it is shut at once, and its rows go at the moment named unless it is kept."""

    workspace_id: UUID
    person_id: UUID
    closes_at: datetime


@fact("identity.workspace_kept.v1", says=_("kept the workspace after all"))
class WorkspaceKept:
    """An owner took the deletion back."""

    workspace_id: UUID
    person_id: UUID


@fact("identity.workspace_deleted.v1", says=_("removed the contents of a deleted workspace"))
class WorkspaceDeleted:
    """A workspace and every row of it are gone."""

    workspace_id: UUID


@fact("identity.member_invited.v1", says=_("invited somebody as {role}"))
class MemberInvited:
    """Somebody was invited; ``address`` is the keyed hash of theirs."""

    workspace_id: UUID
    person_id: UUID
    invitation_id: UUID
    role: str
    address: str


@fact("identity.invitation_resent.v1", says=_("sent an invitation once more"))
class InvitationResent:
    """An invitation was mailed once more, with a new link; the former one is dead."""

    workspace_id: UUID
    person_id: UUID
    invitation_id: UUID


@fact("identity.invitation_revoked.v1", says=_("took an invitation back"))
class InvitationRevoked:
    """An invitation was taken back."""

    workspace_id: UUID
    person_id: UUID
    invitation_id: UUID


@fact("identity.invitation_declined.v1", says=_("declined an invitation"))
class InvitationDeclined:
    """The invited person said no."""

    workspace_id: UUID
    person_id: UUID
    invitation_id: UUID


@fact("identity.member_joined.v1", says=_("let {person_id} in as {role}"))
class MemberJoined:
    """Somebody has a place in a workspace from now on."""

    workspace_id: UUID
    person_id: UUID
    role: str


@fact("identity.role_changed.v1", says=_("changed the role of {person_id} from {former} to {role}"))
class RoleChanged:
    """``by`` gave a member another role."""

    workspace_id: UUID
    person_id: UUID
    by: UUID
    former: str
    role: str


@fact("identity.member_removed.v1", says=_("removed {person_id} from the workspace"))
class MemberRemoved:
    """``by`` took a member's place away."""

    workspace_id: UUID
    person_id: UUID
    by: UUID


@fact("identity.person_provisioned.v1", says=_("opened an account for somebody of the company"))
class PersonProvisioned:
    """A company's directory named somebody who had no account; they have one now, without a password."""

    workspace_id: UUID
    person_id: UUID


@fact("identity.place_withdrawn.v1", says=_("took the place of {person_id} away, as the company's directory said"))
class PlaceWithdrawn:
    """A company's directory took somebody's place in its workspace away."""

    workspace_id: UUID
    person_id: UUID


@fact(
    "identity.role_assigned.v1", says=_("made {person_id} {role} instead of {former}, as the company's directory said")
)
class RoleAssigned:
    """A company's directory gave a member another role."""

    workspace_id: UUID
    person_id: UUID
    former: str
    role: str


@fact("identity.member_left.v1", says=_("left the workspace"))
class MemberLeft:
    """Somebody gave up their place."""

    workspace_id: UUID
    person_id: UUID


@fact("identity.ownership_transferred.v1", says=_("handed the workspace over to {person_id}"))
class OwnershipTransferred:
    """``by`` made a member owner and became an admin."""

    workspace_id: UUID
    person_id: UUID
    by: UUID
