"""What identity holds of one person, for their archive. Nothing in it opens anything: hashes and keys are withheld."""

from dataclasses import asdict
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel import tenancy
from assay.kernel.privacy import Email
from assay.kernel.subjects import Holding, Person
from assay.modules.identity import models
from assay.modules.identity.providers.sealing import unseal_spot
from assay.modules.identity.types import Role

_HASH: Final = _("a hash by which it is checked")
_KEY: Final = _("what opens your account")


def find_subject(person_id: UUID) -> Person | None:
    """Return whose data is looked for; None when there is no such person."""
    found = models.Person.objects.filter(pk=person_id).only("email").first()
    if found is None:
        return None
    with tenancy.person(person_id):
        owned = models.Membership.objects.filter(person_id=person_id, role=Role.OWNER)
        ids = frozenset(owned.values_list("workspace_id", flat=True))
    return Person(id=person_id, address=Email(found.email), owned=ids)


def _of_person(person: Person) -> Q:
    return Q(person_id=person.id)


_ACCOUNT: Final = (
    Holding(
        model=models.Person,
        area="account/person",
        about=_("Your name, your address and how your account stands."),
        theirs=lambda person: Q(pk=person.id),
        withheld={"password": _("a hash of your password")},
        ended_by="identity.account",
    ),
    Holding(
        model=EmailAddress,
        area="account/addresses",
        about=_("Addresses you gave, and whether you proved them."),
        theirs=lambda person: Q(user_id=person.id),
        ended_by="identity.account",
    ),
    Holding(
        model=models.Session,
        area="account/sessions",
        about=_("Browsers in which you are or were signed in."),
        theirs=_of_person,
        withheld=dict.fromkeys(("key_hash", "former_hash", "payload", "device", "agent"), _KEY),
        reads={"place": lambda row, _person: asdict(unseal_spot(row.place))},
        goes=_of_person,
    ),
    Holding(
        model=models.Device,
        area="account/devices",
        about=_("Browsers you have signed in with."),
        theirs=_of_person,
        withheld={"token_hash": _HASH},
        goes=_of_person,
    ),
    Holding(
        model=models.Factor,
        area="account/factors",
        about=_("What you have beside your password, without its secrets."),
        theirs=_of_person,
        withheld=dict.fromkeys(("secret", "credential_id", "credential"), _KEY),
        goes=_of_person,
    ),
    Holding(
        model=models.RecoveryCode,
        area="account/recovery-codes",
        about=_("Which of your recovery codes were used, and when."),
        theirs=_of_person,
        withheld={"digest": _HASH, "selector": _KEY},
        goes=_of_person,
    ),
    Holding(
        model=models.FactorRecovery,
        area="account/lost-factors",
        about=_("When you asked to do without a lost factor."),
        theirs=_of_person,
        withheld={"voucher": _("who vouched for you")},
        goes=_of_person,
    ),
    Holding(
        model=models.Impersonation,
        area="account/support",
        about=_("When our support looked at your account, and why."),
        theirs=_of_person,
        withheld={"staff": _("who of our staff it was")},
        goes=_of_person,
    ),
    Holding(
        model=models.FormerPassword,
        left_out=_("Hashes of passwords you had; they would help whoever guesses."),
        goes=_of_person,
    ),
    Holding(
        model=models.PasswordStanding,
        left_out=_("A question to the list of leaked passwords, kept for an hour."),
        goes=_of_person,
    ),
    Holding(
        model=models.MailedCode,
        left_out=_("Hashes of codes that were mailed to you, kept for minutes."),
        goes=_of_person,
    ),
)
_PLACES: Final = (
    Holding(
        model=models.Membership,
        area="workspaces/memberships",
        about=_("Where you have a place, and which."),
        theirs=_of_person,
        workspace_key="workspace_id",
        ended_by="identity.places",
    ),
    Holding(
        model=models.Workspace,
        area="workspaces/workspaces",
        about=_("The workspaces you own."),
        theirs=lambda person: Q(pk__in=person.owned),
        workspace_key="pk",
        ended_by="identity.places",
    ),
    Holding(
        model=models.Invitation,
        area="workspaces/invitations",
        about=_("Invitations to you, and those that you sent."),
        theirs=lambda person: Q(email=person.address.reveal()) | Q(invited_by=person.id),
        withheld={"token_hash": _HASH},
        workspace_key="workspace_id",
        goes=lambda person: Q(email=person.address.reveal()),
    ),
    Holding(
        model=models.ApiKey,
        area="account/api-keys",
        about=_("API keys you made, without the keys."),
        theirs=_of_person,
        withheld={"digest": _HASH, "used_from": _("a hash of a network address")},
        workspace_key="workspace_id",
        goes=_of_person,
    ),
)
HOLDINGS: Final = _ACCOUNT + _PLACES
