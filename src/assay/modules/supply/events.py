"""Facts about what we run."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("supply.reading_taken.v1", says=_("asked the list of weaknesses for {parts} packages"))
class ReadingTaken:
    """Every part was asked for, and every answer was read."""

    reading_id: UUID
    parts: int
    found: int


@fact("supply.reading_failed.v1", says=_("could not read the list of weaknesses: {reason}"))
class ReadingFailed:
    """A reading did not come to its end."""

    reading_id: UUID
    reason: str


@fact("supply.weakness_found.v1", says=_("found {name} in {package} {version}"))
class WeaknessFound:
    """Something that runs here has a weakness that it was not known to have, or has it again."""

    weakness_id: UUID
    name: str
    package: str
    version: str
    severity: str


@fact("supply.weakness_gone.v1", says=_("no longer finds {name} in {package} {version}"))
class WeaknessGone:
    """A complete reading found it no more: another version runs, or the list took it back."""

    weakness_id: UUID
    name: str
    package: str
    version: str


@fact("supply.weakness_rated.v1", says=_("now counts {name} in {package} as {severity}"))
class WeaknessRated:
    """The list says something else about it than before: how bad it is, or what mends it."""

    weakness_id: UUID
    name: str
    package: str
    severity: str


@fact("supply.weakness_accepted.v1", says=_("accepted {name} in {package} until {until}"))
class WeaknessAccepted:
    """Somebody of the staff decided to live with it until that day."""

    weakness_id: UUID
    name: str
    package: str
    until: datetime
