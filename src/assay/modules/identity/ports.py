"""What identity asks of the outside world."""

from typing import Protocol

from assay.kernel.privacy import Secret


class BreachList(Protocol):
    """Knows passwords that were leaked somewhere."""

    def holds(self, digest: Secret) -> bool:
        """Tell whether the password with this SHA-1 was leaked, without learning it. Raises BreachListLost."""
        ...
