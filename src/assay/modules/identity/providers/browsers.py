"""What a user agent says about itself, as far as we want to know it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ua_parser import parse_os, parse_user_agent

LONGEST: Final = 512  # characters; more than any browser sends
_LABEL: Final = 60
_KEPT: Final = 2_000
_SAME: Final = {"Mobile Safari": "Safari", "Firefox Mobile": "Firefox", "Firefox iOS": "Firefox"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Browser:
    """Families without versions, so that an update changes nothing; empty where nothing is known."""

    name: str
    system: str


@lru_cache(maxsize=_KEPT)
def browser_of(user_agent: str) -> Browser:
    """Read a user agent. Whatever it holds, the answer is two short words."""
    said = user_agent[:LONGEST]
    agent, system = parse_user_agent(said), parse_os(said)
    name = agent.family if agent else ""
    return Browser(name=_SAME.get(name, name)[:_LABEL], system=(system.family if system else "")[:_LABEL])
