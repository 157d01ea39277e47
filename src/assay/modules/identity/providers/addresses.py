"""allauth's table of addresses, with its address sealed like ours (ADR 0013), and the reset links that read it.

allauth has no setting for the field, so it is exchanged when the applications are ready; identity's migrations change
the column. Its queries by ``email``, ``email__iexact`` and ``email__in`` go by the keyed hash.
"""

from typing import Any, override

from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from assay.kernel.blind_index import UniqueAddress
from assay.kernel.sealed import SealedEmailField


def seal_addresses() -> None:
    """Exchange the field and its constraints; called once, when every table is known."""
    meta = EmailAddress._meta
    former = meta.get_field("email")
    if isinstance(former, SealedEmailField):
        return
    field = SealedEmailField(subject="user_id", verbose_name=former.verbose_name)
    field.creation_counter = former.creation_counter  # the same place among the columns
    meta.local_fields.remove(former)
    del EmailAddress.email
    field.contribute_to_class(EmailAddress, "email")
    kept = [constraint for constraint in meta.constraints if constraint.name != "unique_verified_email"]
    meta.unique_together = ()
    meta.constraints = [
        *kept,
        *UniqueAddress.pair("email", name="account_address_verified", only="verified"),
        *UniqueAddress.pair("email", name="account_address_once", beside=("user",)),
    ]
    meta.original_attrs |= {"unique_together": (), "constraints": meta.constraints}


class ResetTokens(PasswordResetTokenGenerator):
    """Makes links that end with a change of password or of any address, as allauth's own; that one reads the column."""

    @override
    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        addresses = {row.email for row in EmailAddress.objects.filter(user_id=user.pk)}
        return "|".join([super()._make_hash_value(user, timestamp), *sorted(addresses | {user.email})])
