"""Giving an account up: what stands in the way, what stops at once, and identity's part in the erasure itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from assay.kernel import clock, tenancy
from assay.kernel.blind_index import normal
from assay.kernel.events import publish
from assay.kernel.ids import new_id
from assay.kernel.subjects import Person as Subject
from assay.modules.comms import api as comms
from assay.modules.identity import models
from assay.modules.identity.errors import AddressMismatch, LastOwner, OnDuty
from assay.modules.identity.events.places import MemberLeft, RoleChanged
from assay.modules.identity.queries.leaving import list_alone, list_held
from assay.modules.identity.services import keys, sessions
from assay.modules.identity.services.notices import ERASED, letter
from assay.modules.identity.services.workspaces import remove
from assay.modules.identity.types import PersonId, Role
from assay.modules.identity.types.sessions import Ending
from assay.modules.privacy import api as privacy

_HEIRS: Final = (Role.ADMIN, Role.MEMBER, Role.VIEWER)


@transaction.atomic
def ask_to_leave(person_id: PersonId, *, typed: str) -> datetime:
    """Give the account up: keys and invitations end now, everything else when the days of grace are over.

    ``typed``: the address, typed to confirm. Raises AddressMismatch, LastOwner, OnDuty, ErasureUnderWay.
    """
    person = models.Person.objects.select_for_update().get(pk=person_id)
    if normal(typed) != person.email:
        raise AddressMismatch
    if person.is_staff:
        raise OnDuty
    if list_held(person_id):
        raise LastOwner("Hand the workspaces below over, or delete them, first.")
    person.leaves_at = privacy.ask_erasure(person_id)
    person.save(update_fields=["leaves_at"])
    stop_keys(person_id)
    return person.leaves_at


@transaction.atomic
def stay(person_id: PersonId) -> None:
    """Take it back. Keys and invitations that ended stay so. Raises NoErasure."""
    privacy.cancel_erasure(person_id)
    person = models.Person.objects.select_for_update().get(pk=person_id)
    person.leaves_at = None
    person.save(update_fields=["leaves_at"])


def stop_keys(person_id: UUID) -> None:
    """End every key and every waiting invitation of a person, wherever they are."""
    with tenancy.system():
        made = models.ApiKey.objects.filter(person_id=person_id, revoked_at=None)
        places = set(made.values_list("workspace_id", flat=True))
        sent = models.Invitation.objects.filter(invited_by=person_id, is_waiting=True)
        sent.update(is_waiting=False, ended_at=clock.now())
    for workspace_id in places:
        with tenancy.scope(workspace_id):
            keys.revoke_all(workspace_id, person_id=person_id)


def shut_out(subject: Subject) -> None:
    """First step: nobody comes in as this person any more, with a password, a key or a session."""
    person = models.Person.objects.select_for_update().get(pk=subject.id)
    person.is_active, person.session_epoch = False, person.session_epoch + 1
    person.set_unusable_password()
    person.save(update_fields=["is_active", "session_epoch", "password"])
    sessions.end_all(subject.id, reason=Ending.DEACTIVATED)
    stop_keys(subject.id)
    with tenancy.system():
        alone = [card.id for card in list_alone(subject.id)]
        models.Workspace.objects.filter(pk__in=alone).update(closes_at=clock.now())  # so that nobody comes in any more


def doomed(subject: Subject) -> frozenset[UUID]:
    """Return the workspaces that were shut because nobody else is in them; they end with the person."""
    with tenancy.system():
        mine = models.Membership.objects.filter(person_id=subject.id, workspace__closes_at__isnull=False)
        shut = frozenset(mine.values_list("workspace_id", flat=True))
        others = models.Membership.objects.filter(workspace_id__in=shut).exclude(person_id=subject.id)
        return shut - frozenset(others.values_list("workspace_id", flat=True))


@transaction.atomic
def end_workspace(workspace_id: UUID) -> None:
    """Delete a workspace that had been deleted before, if a backup brought it back."""
    with tenancy.scope(workspace_id):
        if models.Workspace.objects.select_for_update().filter(pk=workspace_id).exists():
            remove(workspace_id)


def give_up_places(subject: Subject) -> None:
    """Second step: workspaces where nobody else is end; in others the place goes, and somebody else owns them."""
    with tenancy.system():
        places = models.Membership.objects.filter(person_id=subject.id).order_by("workspace_id")
        ids = list(places.values_list("workspace_id", flat=True))
    for workspace_id in ids:
        with tenancy.scope(workspace_id):
            _give_up(workspace_id, subject.id)


def _give_up(workspace_id: UUID, person_id: UUID) -> None:
    models.Workspace.objects.select_for_update().get(pk=workspace_id)
    others = models.Membership.objects.filter(workspace_id=workspace_id).exclude(person_id=person_id)
    if not others.exists():
        remove(workspace_id)
        return
    if not others.filter(role=Role.OWNER).exists():
        _hand_over(workspace_id, others.order_by("created_at", "id"), by=person_id)
    models.Membership.objects.filter(workspace_id=workspace_id, person_id=person_id).delete()
    publish(MemberLeft(workspace_id=workspace_id, person_id=person_id))


def _hand_over(workspace_id: UUID, others: Iterable[models.Membership], *, by: UUID) -> None:
    """Somebody became the last owner after they had asked to go: who has most to say there owns it now."""
    heir = min(others, key=lambda place: _HEIRS.index(Role(place.role)))
    former, heir.role = heir.role, Role.OWNER
    heir.save(update_fields=["role"])
    publish(
        RoleChanged(workspace_id=workspace_id, person_id=heir.person_id, by=by, former=former, role=Role.OWNER.value)
    )


def remove_account(subject: Subject) -> None:
    """Last step: the account goes, and a last mail that keeps no trace of its address once it is sent.

    A request that was under way may have opened or entered a workspace meanwhile; the lock lets it finish first.
    """
    models.Person.objects.select_for_update().get(pk=subject.id)
    give_up_places(subject)
    with tenancy.system():
        models.Invitation.objects.filter(email=subject.address.reveal()).delete()
        EmailAddress.objects.filter(user_id=subject.id).delete()
        models.Person.objects.filter(pk=subject.id).delete()
    if not subject.is_told:
        return
    said = letter(replace(ERASED, link=f"{settings.BASE_URL}/"), address=subject.address)
    comms.send(
        "identity/mail/notice", to=subject.address, context=said, key=f"identity:erased:{new_id()}", is_last=True
    )
