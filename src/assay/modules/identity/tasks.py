"""What the worker does for identity."""

from assay.kernel.jobs import job
from assay.modules.identity.services import keys, programs


@job(name="identity.warn_of_expiring_keys", every="41 * * * *")
def warn_of_expiring_keys() -> None:
    """Tell owners in time."""
    keys.warn()


@job(name="identity.sweep_nonces", every="*/20 * * * *")
def sweep_nonces() -> None:
    """Forget what no replay can use any more."""
    programs.sweep_nonces()
