"""What the log asks of the outside world: a second place that keeps checkpoints and tombstones."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol


class Witness(Protocol):
    """Keeps checkpoints in order and tombstones in any, and gives them back. It never changes or drops one."""

    def keep(self, checkpoint: Mapping[str, Any]) -> None:
        """Keep the next checkpoint; the same one again changes nothing. Raises WitnessAway, WitnessDisagrees."""

    def bury(self, tombstone: Mapping[str, Any]) -> None:
        """Keep that somebody was erased; the same subject again changes nothing. Raises WitnessAway."""

    def buried(self) -> Iterator[Mapping[str, Any]]:
        """Give back every tombstone. Raises WitnessAway."""

    def held(self) -> Iterator[Mapping[str, Any]]:
        """Give back everything kept, in order. Raises WitnessAway."""
