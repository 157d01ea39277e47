"""Documents that somebody answers for until a stated day."""

import datetime as dt
import re

from assay.modules.readiness.conf import Place
from assay.modules.readiness.ports import Prover
from assay.modules.readiness.types import Evidence, Finding, Outcome

_HEAD = re.compile(r"\A---\n(?P<lines>.*?)\n---\n", re.DOTALL)


def prover(place: Place) -> Prover:
    """Reads a file: it is there, begins with ``owner:`` and ``expires:``, and has not expired."""

    def prove(target: str, _: Evidence) -> Finding:
        path = place.root / target
        if not path.is_file():
            return Finding(outcome=Outcome.FAILS, detail=f"{target} is missing")
        return _judged(target, path.read_text(encoding="utf-8"), today=place.now.date())

    return prove


def _judged(name: str, text: str, *, today: dt.date) -> Finding:
    """A document holds until its day of expiry, that day included."""
    head = _HEAD.match(text)
    pairs = [line.partition(":") for line in head["lines"].splitlines()] if head else []
    said = {key.strip(): value.strip() for key, _, value in pairs}
    try:
        expires = dt.date.fromisoformat(said.get("expires", ""))
    except ValueError:
        return Finding(outcome=Outcome.FAILS, detail=f"{name} does not say on which day it expires")
    if not said.get("owner"):
        return Finding(outcome=Outcome.FAILS, detail=f"{name} names no owner")
    if expires < today:
        return Finding(outcome=Outcome.FAILS, detail=f"{name} expired on {expires}; {said['owner']} renews it")
    return Finding(outcome=Outcome.HOLDS, detail=f"{name} is owned by {said['owner']} until {expires}")
