"""What the worker does for identity."""

from typing import Final
from uuid import UUID

from assay.kernel.jobs import defer, job
from assay.modules.identity.services import (
    devices,
    impersonation,
    keys,
    lost_factors,
    passwords,
    programs,
    sessions,
    sweeping,
    workspaces,
)

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


@job(name="identity.sweep_sessions", every="*/10 * * * *", retry=1)
def sweep_sessions() -> None:
    """End sessions whose time is over, and delete what is over long enough."""
    sessions.sweep()


@job(name="identity.sweep_impersonations", every="*/5 * * * *", retry=1)
def sweep_impersonations() -> None:
    """End what is looked at though its time is over."""
    impersonation.sweep()


@job(name="identity.purge_devices", every="41 3 * * *", retry=1)
def purge_devices() -> None:
    """Delete browsers that have forgotten us as well."""
    devices.purge()


@job(name="identity.delete_closed", every="23 * * * *")
def delete_closed() -> None:
    """Delete workspaces whose seven days are over."""
    workspaces.delete_closed()
