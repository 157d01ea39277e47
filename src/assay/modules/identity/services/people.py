"""How people come in, and what they change about themselves."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from assay.kernel import tenancy
from assay.kernel.events import publish
from assay.kernel.ids import new_id
from assay.kernel.privacy import Email, PersonName, Secret
from assay.modules.identity import models
from assay.modules.identity.events import ClaimReleased, PersonJoined, PersonRenamed
from assay.modules.identity.queries.people import get_actor
from assay.modules.identity.services import passwords
from assay.modules.identity.types import Actor, Leak, PersonId, Role, WorkspaceId


@transaction.atomic
def join(person: models.Person, *, password: Secret | None = None, leak: Leak = Leak.UNASKED) -> Actor:
    """Store a new person with a workspace of their own, and announce it. The caller has set address and password.

    ``password`` is theirs once more, where they have one; ``leak`` is what the list of leaked passwords said about it.
    """
    person.save()
    if password is not None:
        passwords.keep(person, password=password, leak=leak)
    workspace = WorkspaceId(new_id())
    with tenancy.scope(workspace):
        models.Workspace.objects.create(id=workspace, name="Personal", is_personal=True)
        models.Membership.objects.create(person=person, workspace_id=workspace, role=Role.OWNER)
        publish(PersonJoined(person_id=person.pk, workspace_id=workspace))
    return Actor(person_id=PersonId(person.pk), workspace_id=workspace, role=Role.OWNER)


@transaction.atomic
def enroll(email: Email, *, password: Secret, name: PersonName) -> Actor:
    """Store somebody whose address needs no proof: demo accounts, and an operator's first one. Nothing is mailed.

    Who has an account already is returned as they are; password and name stay theirs.
    """
    address = email.reveal().lower()
    known = models.Person.objects.filter(email=address).first()
    if known is not None:
        return get_actor(known.pk)
    person = models.Person(email=address, name=name.reveal())
    person.set_password(password.reveal())
    joined = join(person, password=password)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return joined


@transaction.atomic
def rename(person_id: UUID, *, name: PersonName) -> None:
    """Change what others in a shared workspace see; an empty name shows the first part of the address instead."""
    person = models.Person.objects.select_for_update().only("name").filter(pk=person_id).first()
    if person is not None:
        person.name = name.reveal()
        person.save(update_fields=["name"])
        publish(PersonRenamed(person_id=person_id))


@transaction.atomic
def release_unproven(email: Email, *, unless: UUID) -> None:
    """Remove an account that claims an address it never proved, because somebody else just proved it.

    Such an account was never entered: without a verified address there is no sign-in, so it holds nothing of anybody's.
    """
    claims = models.Person.objects.filter(email=email.reveal().lower(), last_login=None).exclude(pk=unless)
    with tenancy.system():  # nobody is anywhere yet: this happens while a link from a mail is followed
        for person_id in claims.select_for_update().values_list("pk", flat=True):
            models.Workspace.objects.filter(
                is_personal=True, pk__in=models.Membership.objects.filter(person_id=person_id).values("workspace_id")
            ).delete()
            models.Person.objects.filter(pk=person_id).delete()
            publish(ClaimReleased(person_id=person_id))
