"""What federation announces."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


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
