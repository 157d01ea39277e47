"""What the worker does for identity."""

from typing import Final
from uuid import UUID

from assay.kernel.jobs import defer, job
from assay.modules.identity.services import keys, lost_factors, passwords, programs, sweeping

ADVANCE: Final = "identity.lost_factor"


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


@job(name=ADVANCE, retry=8)
def advance(*, request_id: str) -> None:
    """Do what is due for one request to do without a lost factor."""
    lost_factors.advance(UUID(request_id))


@job(name="identity.lost_factors", every="*/15 * * * *")
def advance_all() -> None:
    """Look at every request that is open."""
    for request_id in lost_factors.list_open():
        defer(ADVANCE, request_id=str(request_id))


@job(name="identity.sweep", every="41 * * * *")
def sweep() -> None:
    """Delete codes and challenges that are over."""
    sweeping.sweep()
