"""Ways in: added with proof of both accounts, used, removed."""

from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, locks
from assay.kernel.events import publish
from assay.modules.federation import models, policy
from assay.modules.federation.errors import LastWayIn, LinkedElsewhere, LinkNotFound, TooManyLinks
from assay.modules.federation.events import AccountOpenedElsewhere, SignInLinked, SignInUnlinked
from assay.modules.federation.queries.links import digest, find_person
from assay.modules.federation.queries.providers import label_of
from assay.modules.federation.types import Assertion, LinkId
from assay.modules.identity import api as identity

_NOT_YOU: Final = _(
    "If that was you, there is nothing to do. If not, somebody else has been in your account: "
    "reset the password, and remove what you do not know."
)
_LINKED: Final = identity.Notice(
    heading=_("A way to sign in was added to your account"),
    lines=(_("Your Assay account can now be opened with an account at %(name)s."), _NOT_YOU),
)
_UNLINKED: Final = identity.Notice(
    heading=_("A way to sign in was removed from your account"),
    lines=(_("An account at %(name)s no longer opens your Assay account."), _NOT_YOU),
)


@transaction.atomic
def link(person_id: UUID, assertion: Assertion) -> LinkId:
    """Let an account at a provider open a person's account from now on, and write to them. Linking again does nothing.

    The caller has seen a proof of both. Raises LinkedElsewhere, TooManyLinks.
    """
    _hold(person_id)
    locks.hold(f"federation.subject.{digest(assertion)}")
    owner = find_person(assertion)
    if owner is not None and owner != person_id:
        raise LinkedElsewhere
    mine = models.Link.objects.filter(person_id=person_id)
    known = mine.filter(subject=digest(assertion)).first()
    if known is not None:
        return LinkId(known.pk)
    if mine.count() >= policy.MOST_LINKS:
        raise TooManyLinks
    row = _store(person_id, assertion)
    _write(person_id, _LINKED, row)
    return LinkId(row.pk)


@transaction.atomic
def unlink(person_id: UUID, link_id: UUID) -> None:
    """Take a way in away, and write to its owner. Raises LinkNotFound, LastWayIn."""
    _hold(person_id)
    mine = models.Link.objects.filter(person_id=person_id)
    row = mine.filter(pk=link_id).first()
    if row is None:
        raise LinkNotFound
    if mine.count() == 1 and not identity.has_own_way_in(person_id):
        raise LastWayIn
    publish(SignInUnlinked(person_id=person_id, link_id=row.pk, provider=row.provider))
    _write(person_id, _UNLINKED, row)
    row.delete()


@transaction.atomic
def open_account(assertion: Assertion) -> identity.PersonId:
    """Make an account for somebody whose address was proven, with this way in. Raises LinkedElsewhere.

    Whoever posts twice, or at once, gets the same account.
    """
    locks.hold(f"federation.subject.{digest(assertion)}")
    known = find_person(assertion)
    if known is not None:
        return known
    if assertion.email is None or not assertion.is_proven or identity.is_established(assertion.email):
        raise LinkedElsewhere
    try:
        with transaction.atomic():
            person_id = identity.open_proven(assertion.email)
    except IntegrityError:  # somebody signed up with the address at this very moment
        raise LinkedElsewhere from None
    _store(person_id, assertion)
    publish(AccountOpenedElsewhere(person_id=person_id, provider=assertion.provider))
    return person_id


@transaction.atomic
def note_use(assertion: Assertion) -> None:
    """Write down that a way in was used; the sign-in that follows is the fact."""
    models.Link.objects.filter(subject=digest(assertion)).update(used_at=clock.now())


def _store(person_id: UUID, assertion: Assertion) -> models.Link:
    row = models.Link.objects.create(
        person_id=person_id,
        provider=assertion.provider,
        subject=digest(assertion),
        address=assertion.email.reveal() if assertion.email else "",
    )
    publish(SignInLinked(person_id=person_id, link_id=row.pk, provider=row.provider))
    return row


def _write(person_id: UUID, notice: identity.Notice, row: models.Link) -> None:
    cause = identity.Cause.new(f"federation-{row.pk}")
    identity.notify(person_id, notice=notice, cause=cause, facts={"name": label_of(row.provider)})


def _hold(person_id: UUID) -> None:
    """One change of a person's ways in at a time, so that two at once do not remove the last two."""
    locks.hold(f"federation.links.{person_id}")
