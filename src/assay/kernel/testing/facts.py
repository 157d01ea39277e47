"""Facts in a test: what was published, as it would reach a handler."""

from assay.kernel import events
from assay.kernel.models import OutboxRow


def published[F](cls: type[F]) -> list[F]:
    """Return the facts of this class that were published, in order."""
    name = next(name for name, known in events.names().items() if known is cls)
    return [events.restore(cls, row.payload) for row in OutboxRow.objects.filter(name=name).order_by("id")]
