"""What the worker does for identity."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.identity.services import keys, passwords, programs


@job(name="identity.warn_of_expiring_keys", every="41 * * * *")
def warn_of_expiring_keys() -> None:
    """Tell owners in time."""
    keys.warn()


@job(name="identity.sweep_nonces", every="*/20 * * * *")
def sweep_nonces() -> None:
    """Forget what no replay can use any more."""
    programs.sweep_nonces()


def _stop_asking(*, person_id: str) -> None:
    passwords.stop_asking(UUID(person_id))


@job(name=passwords.LOOK_AGAIN, retry=9, on_give_up=_stop_asking)
def look_again(*, person_id: str) -> None:
    """Ask the list of leaked passwords once more, for a quarter of an hour."""
    passwords.look_again(UUID(person_id))
