"""What a company's directory does to people and places: an account without a password, a place, a role, no place.

The directory speaks for the company's workspace and for addresses in its proven domains, which the caller has checked.
It makes nobody an owner and gives no owner another role; an owner's place it takes only while there is another owner.
"""

from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from assay.kernel import locks, tenancy
from assay.kernel.blind_index import normal
from assay.kernel.crypto import blind
from assay.kernel.errors import Unavailable
from assay.kernel.events import publish
from assay.kernel.privacy import Email, PersonName
from assay.modules.identity import models
from assay.modules.identity.errors import MemberNotFound, NotYoursToGive
from assay.modules.identity.events.places import PersonProvisioned, PlaceWithdrawn, RoleAssigned
from assay.modules.identity.queries.people import find_by_address, is_established
from assay.modules.identity.services.entering import open_proven
from assay.modules.identity.services.invitations import withdraw
from assay.modules.identity.services.members import end_what_they_left
from assay.modules.identity.services.places import hold, keep_an_owner
from assay.modules.identity.types import PersonId, Provisioned, Role

_GIVEN: Final = (Role.ADMIN, Role.MEMBER, Role.VIEWER)


@transaction.atomic
def provision(email: Email, *, name: PersonName, workspace_id: UUID) -> Provisioned:
    """Return who has this address; somebody new gets an account without a password.

    They come in by the company's own sign-in, or by proving the mailbox (“forgotten password”). An account that claimed
    the address and never proved it gives way: nobody was ever inside. Raises Unavailable.
    """
    address = normal(email.reveal())
    locks.hold(f"identity.provision:{blind(address, purpose='provision')}")  # two at once make one account
    known = _who_proved(email, address)
    if known is not None:
        return Provisioned(person_id=known, is_new=False)
    try:
        person_id = open_proven(email, name=name)
    except IntegrityError:
        raise Unavailable("Somebody signs up with this address at this moment. Send the request again.") from None
    publish(PersonProvisioned(workspace_id=workspace_id, person_id=person_id))
    return Provisioned(person_id=person_id, is_new=True)


@transaction.atomic
def withdraw_place(person_id: UUID, *, workspace_id: UUID) -> None:
    """Take somebody's place away and end the keys they made there; their account stays. Without a place: nothing.

    Raises WorkspaceNotFound, LastOwner.
    """
    with tenancy.scope(workspace_id):
        hold(workspace_id)
        place = models.Membership.objects.filter(workspace_id=workspace_id, person_id=person_id).first()
        if place is None:
            return
        keep_an_owner(workspace_id, without=person_id)
        place.delete()
        end_what_they_left(workspace_id, person_id)
        publish(PlaceWithdrawn(workspace_id=workspace_id, person_id=person_id))


@transaction.atomic
def assign_role(person_id: UUID, *, workspace_id: UUID, role: Role) -> None:
    """Give a member another role. Raises WorkspaceNotFound, MemberNotFound, NotYoursToGive (owners; to make one)."""
    with tenancy.scope(workspace_id):
        hold(workspace_id)
        place = models.Membership.objects.filter(workspace_id=workspace_id, person_id=person_id).first()
        if place is None:
            raise MemberNotFound
        former = Role(place.role)
        if former is role:
            return
        if former not in _GIVEN or role not in _GIVEN:
            raise NotYoursToGive("Owners are made and unmade by owners alone.")
        place.role = role
        place.save(update_fields=["role"])
        withdraw(workspace_id, by=person_id, role=role)
        publish(RoleAssigned(workspace_id=workspace_id, person_id=person_id, former=former.value, role=role.value))


def _who_proved(email: Email, address: str) -> PersonId | None:
    """Return whose an address is: who proved it, or was signed in with it."""
    proven = EmailAddress.objects.filter(email=address, verified=True).values_list("user_id", flat=True).first()
    if proven is not None:
        return PersonId(proven)
    return find_by_address(email) if is_established(email) else None
