"""Running processes follow what happens to secrets and keys."""

from assay.config.vault.living import refresh
from assay.kernel import db, subject_keys
from assay.kernel.vault.listening import Duties, Listener


def follow(*, every: float) -> Listener:
    """Take over now what is new, and from now on whatever is changed, in a thread of its own, until it is stopped."""
    duties = Duties(
        connect=db.own_line,
        user=db.login,
        refresh=refresh,
        forget=subject_keys.hear_of_destroyed,
        forget_all=subject_keys.forget_all,
    )
    listener = Listener(duties, every=every)
    listener.start()
    return listener
