"""Where evidence is looked for."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A checkout, the address of the running product if there is one, and the moment of asking."""

    root: Path
    now: dt.datetime
    base_url: str | None = None

    @property
    def outcomes(self) -> Path:
        """What the last test runs showed; written by the tests themselves."""
        return self.root / "var" / "readiness" / "tests.json"

    @property
    def drills(self) -> Path:
        return self.root / "var" / "readiness" / "drills.json"

    @property
    def breaks(self) -> Path:
        """When each promise was last broken on purpose."""
        return self.root / "var" / "readiness" / "breaks.json"
