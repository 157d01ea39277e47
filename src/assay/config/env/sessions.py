"""How long people stay signed in, and what tells where they are."""

from dataclasses import dataclass, field
from datetime import timedelta

from assay.config import variables


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """How long people stay signed in, and what tells where they are."""

    session_limits: dict[str, tuple[timedelta, timedelta]] = field(
        metadata=variables.described(
            variables.lifetimes("visitor", "member", "lead", "staff"),
            example="visitor=3d/4d,member=14d/30d,lead=24h/14d,staff=30m/12h",
            about="How long a session lives unused / at most, in m, h or d, by what its person may do; lead: owner or "
            "admin of a shared workspace.",
            default="visitor=3d/4d,member=14d/30d,lead=24h/14d,staff=30m/12h",
        )
    )
    session_most: int = field(
        metadata=variables.described(
            variables.count(1, 50),
            example="5",
            about="In how many browsers a person may be signed in at once; one more ends the oldest.",
            default="5",
        )
    )
    geoip_database: str = field(
        metadata=variables.described(
            variables.file,
            example="/srv/assay/city.mmdb",
            about="A file in MaxMind's format that knows cities or countries by network; empty: places stay unknown.",
            default="",
        )
    )
