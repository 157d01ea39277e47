"""What identity does when something happens elsewhere."""

from assay.modules.identity.models import Person
from assay.modules.identity.services import lost_factors


def on_password_reset(*, user: Person, **_: object) -> None:
    """Note, in the transaction of the reset, that the password is one that was set through the mailbox."""
    lost_factors.note_mailed_password(user.pk)
