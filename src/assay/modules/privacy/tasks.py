"""What the worker does for privacy."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.privacy.services import assembling, burying, erasing, exports


def _give_up(*, export_id: str) -> None:
    exports.give_up(UUID(export_id))


@job(name=exports.ASSEMBLE, retry=4, on_give_up=_give_up)
def assemble(*, export_id: str) -> None:
    """Put an archive together."""
    assembling.assemble(UUID(export_id))


@job(name="privacy.sweep_exports", every="7,37 * * * *", retry=1)
def sweep_exports() -> None:
    """Delete archives whose time is over."""
    exports.sweep()


@job(name=erasing.ERASE, retry=6)
def erase(*, erasure_id: str) -> None:
    """Erase somebody whose time has come, from where it stands."""
    erasing.erase(UUID(erasure_id))


@job(name="privacy.erasures", every="*/10 * * * *", retry=1)
def erasures() -> None:
    """Remind of what is near, and begin what is due."""
    erasing.remind()
    erasing.start_due()


@job(name="privacy.bury", every="*/5 * * * *", retry=1)
def bury() -> None:
    """Tell the witness of whatever was destroyed and it has not heard of."""
    burying.bury_rest()
