"""What moved between two versions of an idea, and why: first the answers, then each ledger row, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, cast

from assay.engine.assessing import validate
from assay.engine.checks import check, missing
from assay.engine.inputs import IdeaInput
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.engine.result import Cause, Change, ValidationResult
from assay.engine.snapshot import seed_of
from assay.engine.types import Record

DRAWS = 4_096
_SECTIONS = ("archetype", "stage", "sector", "customer", "problem", "offer", "money", "founder", "defaults", "choices")


@dataclass(frozen=True, slots=True)
class _Step:
    cause: Cause
    subject: str
    label: str
    idea: IdeaInput


def diff(before: IdeaInput, after: IdeaInput, *, draws: int = DRAWS) -> tuple[Change, ...]:
    """The waterfall from ``before`` to ``after``: changed answers by field, rows taken out, rows added, in this order.

    All steps use the later version's seed, so that only the step moves the number. Steps in between that are no valid
    or complete idea are joined with the next. Empty when either end has no verdict, or when nothing changed. The order
    of the steps is part of the answer: another order can share the same difference out otherwise.
    """
    if any(check(idea) or missing(idea) for idea in (before, after)):
        return ()
    seed = seed_of(after)
    earlier, changes = validate(before, draws=draws, seed=seed), []
    for step in _steps(before, after):
        if check(step.idea) or missing(step.idea):
            continue
        later = validate(step.idea, draws=draws, seed=seed)
        changes.append(_change(step, earlier, later))
        earlier = later
    return tuple(changes)


def _change(step: _Step, earlier: ValidationResult, later: ValidationResult) -> Change:
    before, after = earlier.verdict.p_goal, later.verdict.p_goal
    if before is None or after is None:
        raise ValueError("a complete idea has a chance of reaching its goal")
    return Change(
        cause=step.cause,
        subject=step.subject,
        label=step.label,
        p_goal_before=before,
        p_goal_after=after,
        verdict_before=earlier.verdict.name,
        verdict_after=later.verdict.name,
    )


def _steps(before: IdeaInput, after: IdeaInput) -> Iterator[_Step]:
    now = before
    for section in _SECTIONS:
        for pointer, changed in _changed(now, after, section):
            now = changed
            yield _Step(Cause.INPUT, pointer, pointer.strip("/").replace("/", " · ").replace("_", " "), now)
    kept = tuple(row for row in before.evidence if row in after.evidence)
    for row in before.evidence:
        if row not in kept:
            now = replace(now, evidence=tuple(each for each in now.evidence if each != row))
            yield _Step(Cause.EVIDENCE, row.id, f"taken out: {_named(row)}", now)
    for row in after.evidence:
        if row not in kept:
            now = replace(now, evidence=(*now.evidence, row))
            yield _Step(Cause.EVIDENCE, row.id, _named(row), now)


def _changed(now: IdeaInput, after: IdeaInput, section: str) -> Iterator[tuple[str, IdeaInput]]:
    """One step for each changed field of a section; sections without fields are one step."""
    old, new = getattr(now, section), getattr(after, section)
    if old == new:
        return
    if not is_dataclass(old):
        yield f"/{section}", _with(now, section, new)
        return
    for entry in fields(old):
        value = getattr(new, entry.name)
        if getattr(old, entry.name) != value:
            old = _with(old, entry.name, value)
            yield f"/{section}/{entry.name}", _with(now, section, old)


def _with[T](value: T, name: str, new: Any) -> T:
    """A copy of a dataclass with one field changed by name."""
    changed: Any = replace(value, **{name: new})  # type: ignore[type-var]  # only called with our dataclasses
    return cast("T", changed)


def _named(row: Record) -> str:
    return f"{EVIDENCE_TYPES[row.type].label}: {TEMPLATES[row.template].label}"
