"""What federation announces."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import Of, seen

COMPANY_SIGN_IN = seen("federation.connection", says=_("the company's sign-in"))
WAYS_IN = seen("federation.links", says=_("their ways to sign in"), of=Of.PERSON)


@fact("federation.linked.v1", says=_("added a way to sign in ({provider})"))
class SignInLinked:
    """An account at a provider opens this person's account from now on."""

    person_id: UUID
    link_id: UUID
    provider: str


@fact("federation.unlinked.v1", says=_("removed a way to sign in ({provider})"))
class SignInUnlinked:
    """An account at a provider no longer opens this person's account."""

    person_id: UUID
    link_id: UUID
    provider: str


@fact("federation.account_opened.v1", says=_("opened the account with {provider}"))
class AccountOpenedElsewhere:
    """Somebody new came in by a provider that vouches for their address, or by one and their mailbox."""

    person_id: UUID
    provider: str


@fact("federation.proof_mailed.v1", says=_("asked by mail whether an address is theirs ({provider})"))
class AddressProofMailed:
    """Somebody who came by a provider was asked to prove the address it named; ``address`` is its keyed hash."""

    provider: str
    address: str


@fact("federation.connection_saved.v1", says=_("set up the company's sign-in ({issuer})"))
class ConnectionSaved:
    """An owner said who speaks for the workspace's people; it is off until it was tried and switched on."""

    workspace_id: UUID
    person_id: UUID
    connection_id: UUID
    issuer: str


@fact("federation.connection_tried.v1", says=_("tried the company's sign-in, and it works"))
class ConnectionTried:
    """A trip to the provider came back with somebody of a proven domain."""

    workspace_id: UUID
    person_id: UUID
    connection_id: UUID


@fact(
    "federation.connection_switched.v1",
    says=_("switched the company's sign-in (on: {is_enabled}, for everybody: {is_enforced})"),
)
class ConnectionSwitched:
    """People may come in by the provider, or have to, or neither."""

    workspace_id: UUID
    person_id: UUID
    connection_id: UUID
    is_enabled: bool
    is_enforced: bool


@fact(
    "federation.connection_trusted.v1",
    says=_("said whether the company's word stands for a second factor (now: {is_trusted})"),
)
class ConnectionTrusted:
    """From now on the provider's word stands for the second factor that the workspace asks for, or does not.

    ``named``: how many acr values say so; none where amr does. What was said before counts no more either way.
    """

    workspace_id: UUID
    person_id: UUID
    connection_id: UUID
    is_trusted: bool
    named: int


@fact(
    "federation.secret_ends.v1", says=_("wrote to the owners: the secret of the company's sign-in ends ({days} days)")
)
class SecretEnds:
    """The owners were told that the day comes on which the provider takes the client's secret no more."""

    workspace_id: UUID
    connection_id: UUID
    days: int


@fact("federation.connection_removed.v1", says=_("removed the company's sign-in"))
class ConnectionRemoved:
    """The workspace has no provider of its own any more, and what was linked by it is gone."""

    workspace_id: UUID
    person_id: UUID
    connection_id: UUID


@fact("federation.own_way_used.v1", says=_("came in past the company's sign-in, as owners can"))
class OwnWayUsed:
    """An owner came in by their own means though everybody has to come in by the provider."""

    workspace_id: UUID
    person_id: UUID
