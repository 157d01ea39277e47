"""Our own proof of an address that a provider named and does not vouch for: a link in a mail."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assay.kernel import crypto
from assay.kernel.events import publish
from assay.kernel.privacy import Email
from assay.modules.comms import api as comms
from assay.modules.federation.events import AddressProofMailed


@transaction.atomic
def mail_proof(email: Email, *, provider: str, label: str, proof_id: UUID, token: str) -> None:
    """Mail the link by which somebody shows that they read this mailbox; the same proof is mailed once."""
    said = {
        "label": label,
        "address": email.reveal(),
        "home": settings.BASE_URL,
        "link": f"{settings.BASE_URL}{reverse('federation:proof', args=[token])}",
    }
    comms.send("federation/mail/prove", to=email, context=said, key=f"federation:prove:{proof_id}")
    publish(AddressProofMailed(provider=provider, address=crypto.blind(email.reveal(), purpose="account")))
