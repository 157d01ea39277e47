"""Exercises: a drill writes ``{name: {"at": time, "passed": bool, "detail": text}}`` into var/readiness/drills.json."""

import datetime as dt
from dataclasses import dataclass

from assay.kernel import wire
from assay.modules.readiness.conf import Place
from assay.modules.readiness.ports import Prover
from assay.modules.readiness.types import Evidence, Finding, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    name: str
    at: str  # ISO 8601 with its zone
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercises:
    drills: tuple[Exercise, ...]


def prover(place: Place) -> Prover:
    """Looks up a drill: it passed, and not longer ago than the evidence allows."""
    recorded = _recorded(place)

    def prove(target: str, evidence: Evidence) -> Finding:
        exercise = recorded.get(target)
        if exercise is None:
            return Finding(outcome=Outcome.STALE, detail=f"{target} was never exercised")
        return _judged(exercise, now=place.now, patience=dt.timedelta(days=evidence.max_age_days))

    return prove


def _recorded(place: Place) -> dict[str, Exercise]:
    if not place.drills.exists():
        return {}
    return {exercise.name: exercise for exercise in wire.loads(Exercises, place.drills.read_bytes()).drills}


def _judged(exercise: Exercise, *, now: dt.datetime, patience: dt.timedelta) -> Finding:
    at = dt.datetime.fromisoformat(exercise.at)
    if not exercise.passed:
        return Finding(outcome=Outcome.FAILS, detail=f"{exercise.name} failed on {at.date()}: {exercise.detail}")
    if now - at > patience:
        return Finding(outcome=Outcome.STALE, detail=f"{exercise.name} was last exercised on {at.date()}")
    return Finding(outcome=Outcome.HOLDS, detail=f"{exercise.name} passed on {at.date()}")
