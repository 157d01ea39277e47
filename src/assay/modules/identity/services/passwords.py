"""Setting, renewing and withdrawing passwords. What is unfit was refused before (queries.passwords)."""

from typing import Final
from uuid import UUID

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.db import transaction
from django.urls import reverse

from assay.kernel import clock, jobs
from assay.kernel.events import publish
from assay.kernel.ids import new_id
from assay.kernel.privacy import Email, Secret
from assay.modules.comms import api as comms
from assay.modules.identity import models
from assay.modules.identity.errors import BreachListLost
from assay.modules.identity.events import (
    BreachCheckDone,
    BreachCheckSkipped,
    BreachedPasswordFound,
    HashRenewed,
    PasswordChanged,
)
from assay.modules.identity.providers import breaches
from assay.modules.identity.queries.passwords import KEPT
from assay.modules.identity.services.breaches import look_for
from assay.modules.identity.types import Leak, PasswordBy

LOOK_AGAIN: Final = "identity.look_again"
_HASHED: Final = ["password"]


@transaction.atomic
def change(person: models.Person, *, password: Secret, by: PasswordBy, leak: Leak) -> None:
    """Give a person a new password; sessions that were begun with the old one end. ``leak`` is what the list said."""
    models.Person.objects.select_for_update().get(pk=person.pk)  # two changes at once: one after the other
    person.set_password(password.reveal())
    person.save(update_fields=_HASHED)
    keep(person, password=password, leak=leak)
    publish(PasswordChanged(person_id=person.pk, by=by))


@transaction.atomic
def keep(person: models.Person, *, password: Secret, leak: Leak) -> None:
    """Remember a password just set: its hash, so that it is not chosen again, and whether it was looked for."""
    models.FormerPassword.objects.create(person=person, password=person.password)
    newest = models.FormerPassword.objects.filter(person=person).order_by("-created_at", "-id").values("pk")[:KEPT]
    models.FormerPassword.objects.filter(person=person).exclude(pk__in=newest).delete()
    note(person.pk, password=password, leak=leak)


@transaction.atomic
def note(person_id: UUID, *, password: Secret, leak: Leak) -> None:
    """Write down what the list said about the present password; a list that was silent is asked again by a job."""
    is_open = leak is Leak.SKIPPED
    standing = {
        "checked_at": clock.now() if leak is Leak.NONE else None,
        "asked": breaches.digest(password).reveal() if is_open else "",
    }
    models.PasswordStanding.objects.update_or_create(person_id=person_id, defaults=standing)
    if leak is Leak.NONE:
        publish(BreachCheckDone(person_id=person_id))
    if is_open:
        publish(BreachCheckSkipped(person_id=person_id))
        jobs.defer(LOOK_AGAIN, person_id=str(person_id))


def look_again(person_id: UUID) -> None:
    """Ask about a password for which the list did not answer. Raises BreachListLost while it still does not."""
    standing = models.PasswordStanding.objects.filter(person_id=person_id).first()
    if standing is None or not standing.asked:
        return
    leak = look_for(Secret(standing.asked))
    if leak is Leak.SKIPPED:
        raise BreachListLost
    _settle(person_id, asked=standing.asked, leak=leak)


@transaction.atomic
def stop_asking(person_id: UUID) -> None:
    """Forget what the list was to be asked; the next sign-in asks by itself."""
    for standing in models.PasswordStanding.objects.select_for_update().filter(person_id=person_id):
        standing.asked = ""
        standing.save(update_fields=["asked"])
        publish(BreachCheckSkipped(person_id=person_id))


@transaction.atomic
def _settle(person_id: UUID, *, asked: str, leak: Leak) -> None:
    """Record the answer, unless the password was changed while the list was asked."""
    person = models.Person.objects.select_for_update().get(pk=person_id)
    standing = models.PasswordStanding.objects.select_for_update().get(person_id=person_id)
    if standing.asked != asked:
        return
    standing.asked, standing.checked_at = "", clock.now() if leak is Leak.NONE else None
    standing.save(update_fields=["asked", "checked_at"])
    if leak is Leak.FOUND:
        withdraw(person)
    else:
        publish(BreachCheckDone(person_id=person_id))


def renew(person: models.Person, *, password: Secret) -> bool:
    """Hash a password that was just proven anew where the numbers have risen since; tell whether that was so."""
    return _is_old(person.password) and _renew(person, password=password)


@transaction.atomic
def _renew(person: models.Person, *, password: Secret) -> bool:
    held = models.Person.objects.select_for_update().get(pk=person.pk).password
    if held != person.password:  # changed since: there is nothing of this one left to renew
        return False
    person.set_password(password.reveal())
    person.save(update_fields=_HASHED)
    models.FormerPassword.objects.filter(person=person, password=held).update(password=person.password)
    publish(HashRenewed(person_id=person.pk))
    return True


@transaction.atomic
def withdraw(person: models.Person) -> bool:
    """Make a password that was found in a leak useless: whoever typed it may have it from there. Sessions end.

    The way back is a link to the mailbox, never the page at hand. Tells whether there was still one to withdraw.
    """
    locked = models.Person.objects.select_for_update().get(pk=person.pk)
    if not locked.has_usable_password():
        return False
    if not models.FormerPassword.objects.filter(person=person, password=locked.password).exists():
        models.FormerPassword.objects.create(person=person, password=locked.password)
    person.set_unusable_password()
    person.save(update_fields=_HASHED)
    publish(BreachedPasswordFound(person_id=person.pk))
    _write_to(person)
    return True


def _write_to(person: models.Person) -> None:
    """Mail a link to a new password: by our own address, whatever host a request named."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    place = {"uidb36": user_pk_to_url_str(person), "key": token}
    said = {
        "address": person.email,
        "home": settings.BASE_URL,
        "password_reset_url": settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=place),
    }
    key = f"identity:password_withdrawn:{new_id()}"
    comms.send("identity/mail/password_withdrawn", to=Email(person.email), context=said, key=key)


def _is_old(encoded: str) -> bool:
    preferred = get_hasher()
    return identify_hasher(encoded).algorithm != preferred.algorithm or bool(preferred.must_update(encoded))
