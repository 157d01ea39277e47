"""What a directory asks of the outside world."""

from typing import Protocol


class Names(Protocol):
    """Knows what stands in the DNS."""

    def texts(self, name: str) -> tuple[frozenset[str], ...]:
        """Return the TXT records of a name as each server gives them. Raises NamesLost when one does not answer."""
        ...
