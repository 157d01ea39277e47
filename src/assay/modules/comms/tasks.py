"""What the worker does for mail."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.comms import services


@job(name=services.DELIVER, queue="mail", retry=8)
def deliver(*, message_id: str) -> None:
    """Hand one message over."""
    services.deliver(UUID(message_id))


@job(name="comms.sweep", queue="mail", every="*/10 * * * *")
def sweep() -> None:
    """Queue what was forgotten."""
    services.sweep()


@job(name="comms.purge", queue="mail", every="23 3 * * *")
def purge() -> None:
    """Delete what is old enough."""
    services.purge()
