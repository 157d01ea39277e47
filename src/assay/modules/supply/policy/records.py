"""What records say about parts: which weakness it is, how bad, what mends it. Which versions have it, the list says."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from assay.modules.supply.policy.parts import plain
from assay.modules.supply.policy.scores import base_score, severity_of
from assay.modules.supply.types import Answer, Inventory, Known, Part, Record, Severity

UNJUDGED: Final = "not judged"
_WORDS: Final[Mapping[str, Severity]] = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "moderate": Severity.MODERATE,
    "medium": Severity.MODERATE,
    "low": Severity.LOW,
    "minor": Severity.LOW,
    "negligible": Severity.LOW,
}
_WORST_FIRST: Final = (Severity.CRITICAL, Severity.HIGH, Severity.MODERATE, Severity.LOW)


def known(inventory: Inventory, *, answer: Answer) -> tuple[Known, ...]:
    """Return each weakness of each part once, whatever number of names it has; and the parts nobody can judge."""
    found = [each for part in inventory.parts for each in _against(part, answer)]
    unjudged = (
        Known(part=part, name=UNJUDGED, severity=Severity.UNRATED, about=f"Nobody can judge it: {reason}.", fixed_in=())
        for part, reason in inventory.unjudged.items()
    )
    return (*found, *unjudged)


def name_of(record: Record) -> str:
    """Return the name that all records of one weakness share: its CVE, or else the first of all its names."""
    names = {record.id, *record.same_as}
    return min((name for name in names if name.startswith("CVE-")), default=min(names))


def _against(part: Part, answer: Answer) -> Iterator[Known]:
    valid = [answer.records[one] for one in answer.ids.get(part, ()) if not answer.records[one].is_withdrawn]
    for name, group in groupby(sorted(valid, key=name_of), key=name_of):
        records = list(group)
        summary = next((record.summary for record in records if record.summary), "")
        yield Known(
            part=part,
            name=name,
            severity=worst([*records, *_others(records, answer)]),
            about=summary,
            fixed_in=tuple(sorted({version for record in records for version in _fixed(record, part)})),
        )


def _others(records: Iterable[Record], answer: Answer) -> list[Record]:
    """The records under its other names, which may rate it where its own do not."""
    return [answer.records[name] for record in records for name in record.same_as if name in answer.records]


def worst(records: Iterable[Record]) -> Severity:
    """Return the worst that any of these records says; unrated where none does."""
    said = {severity for record in records for severity in _said(record)}
    return next((severity for severity in _WORST_FIRST if severity in said), Severity.UNRATED)


def _said(record: Record) -> Iterator[Severity]:
    if record.rating.lower() in _WORDS:
        yield _WORDS[record.rating.lower()]
    for vector in record.vectors:
        score = base_score(vector)
        if score is not None:
            yield severity_of(score)


def _fixed(record: Record, part: Part) -> Iterator[str]:
    """The versions that mend it in this package. A distribution's releases are ecosystems of their own."""
    for each in record.affected:
        if each.ecosystem == part.ecosystem and plain(each.name) == plain(part.name):
            yield from each.fixed
