"""Whoever carries mail away."""

from typing import Protocol

from assay.modules.comms.types import Outgoing


class Carrier(Protocol):
    """Takes one mail. Raises TryAgain when it may work later and Refused when it never will."""

    def hand_over(self, mail: Outgoing) -> None:
        """Return when the other side has taken responsibility for the mail."""
        ...
