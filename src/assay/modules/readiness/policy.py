"""How findings become a standing, standings a report, and a report a verdict on the floor."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assay.modules.readiness.types import (
    Assessment,
    Broken,
    Evidence,
    Examined,
    Expectation,
    Finding,
    Floor,
    Group,
    Item,
    Judged,
    JudgedGroup,
    JudgedSection,
    Kind,
    Outcome,
    Report,
    Standing,
)


def standing(findings: Sequence[Finding]) -> Standing:
    """One failure outweighs everything; then staleness; without evidence an item is open."""
    outcomes = {finding.outcome for finding in findings}
    if not outcomes:
        return Standing.OPEN
    if Outcome.FAILS in outcomes:
        return Standing.FAILED
    return Standing.STALE if Outcome.STALE in outcomes else Standing.PROVEN


def contradictions(assessment: Assessment, evidence: Sequence[Evidence], floor: Floor) -> tuple[str, ...]:
    """What is wrong with the register itself: unknown items, doubled names, demands nobody can read."""
    known = {item.id for section in assessment.sections for group in section.groups for item in group.items}
    doubled = [name for name, times in Counter(each.id for each in evidence).items() if times > 1]
    return (
        *(
            f"{each.id} proves {item}, which is no item"
            for each in evidence
            for item in each.proves
            if item not in known
        ),
        *(f"the floor names {item}, which is no item" for item in floor.items if item not in known),
        *(f"{name} is registered more than once" for name in doubled),
        *(
            f"{each.id} expects {text!r}, which cannot be read"
            for each in evidence
            for text in each.expect
            if Expectation.read(text) is None
        ),
        *(
            f"{each.id} rests on {test}, which is a whole file: name the tests"
            for each in evidence
            for test in each.run
            if each.kind is Kind.TEST and "::" not in test
        ),
    )


def report(
    assessment: Assessment,
    *,
    evidence: Iterable[Evidence],
    findings: Mapping[str, Finding],
    floor: Floor,
    at: dt.datetime,
) -> Report:
    """Judge every item by all evidence that names it. ``findings`` is keyed by evidence id."""
    examined = tuple(Examined(evidence=each, finding=findings[each.id]) for each in evidence)
    sections = tuple(
        JudgedSection(
            number=section.number,
            title=section.title,
            groups=tuple(_judged_group(group, examined) for group in section.groups),
        )
        for section in assessment.sections
    )
    whole = Report(at=at, sections=sections, lost=())
    return Report(at=at, sections=sections, lost=lost(whole, floor))


def with_breaks(judged: Report, broken: Mapping[str, Broken]) -> Report:
    """The same report, each item with what was seen when it was broken. ``broken`` is keyed by item id."""
    return replace(judged, sections=tuple(_broken_section(section, broken) for section in judged.sections))


def _broken_section(section: JudgedSection, broken: Mapping[str, Broken]) -> JudgedSection:
    groups = (
        replace(group, items=tuple(replace(each, broken=broken.get(each.item.id)) for each in group.items))
        for group in section.groups
    )
    return replace(section, groups=tuple(groups))


def _judged_group(group: Group, examined: Sequence[Examined]) -> JudgedGroup:
    return JudgedGroup(
        number=group.number, title=group.title, items=tuple(_judged(item, examined) for item in group.items)
    )


def _judged(item: Item, examined: Sequence[Examined]) -> Judged:
    own = tuple(each for each in examined if item.id in each.evidence.proves)
    return Judged(item=item, standing=standing([each.finding for each in own]), examined=own)


def proven(judged: Report) -> tuple[str, ...]:
    """The ids of the proven items, in the order of the assessment."""
    return tuple(each.item.id for each in judged.items if each.standing is Standing.PROVEN)


def lost(judged: Report, floor: Floor) -> tuple[str, ...]:
    """The items of the floor that are not proven."""
    held = set(proven(judged))
    return tuple(each.item.id for each in judged.items if each.item.id in floor.items and each.item.id not in held)


def raised(floor: Floor, judged: Report) -> Floor:
    """The floor with everything that is proven now; nothing ever leaves it."""
    wanted = {*floor.items, *proven(judged)}
    return Floor(items=tuple(each.item.id for each in judged.items if each.item.id in wanted))


def worst(findings: Sequence[Finding]) -> Finding:
    """The finding that decides: the first failure, else the first stale one, else the first."""
    order = (Outcome.FAILS, Outcome.STALE, Outcome.HOLDS)
    return min(findings, key=lambda finding: order.index(finding.outcome))
