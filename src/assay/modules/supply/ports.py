"""What supply asks of the outside world."""

from collections.abc import Sequence
from typing import Protocol

from assay.modules.supply.types import Answer, Part


class WeaknessList(Protocol):
    """Knows weaknesses of packages, and judges by itself which versions have them."""

    def ask(self, parts: Sequence[Part]) -> Answer:
        """Ask for every part. Raises ReadingIncomplete when one answer is missing or cannot be read."""
