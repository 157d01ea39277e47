"""The report to look at: as a page of its own, and as a table for a terminal."""

from collections import Counter
from collections.abc import Iterator

from django.template.loader import render_to_string

from assay.modules.readiness.types import Examined, Judged, JudgedSection, Outcome, Report, Standing


def page(judged: Report) -> str:
    """The whole report as one HTML file that needs nothing else, in light and dark."""
    context = {
        "report": judged,
        "totals": _totals(judged.items),
        "proven": _totals(judged.items)[Standing.PROVEN],
        "sections": [{"section": section, "totals": _totals(section.items)} for section in judged.sections],
    }
    return render_to_string("readiness/report.html", context)


def table(judged: Report) -> str:
    """One line per section, the sum, then everything that needs a hand."""
    heads = [standing.value for standing in Standing]
    lines = [f"{'':32}" + "".join(f"{head:>8}" for head in heads) + f"{'of':>8}"]
    lines += [_line(f"{section.number:>2} {section.title}", section.items) for section in judged.sections]
    lines += [_line("   all", judged.items), *_broken(judged), *_needing_a_hand(judged.sections)]
    if judged.lost:
        lines += ["", f"Below the floor, which names these: {', '.join(judged.lost)}"]
    return "\n".join(lines)


def _totals(items: tuple[Judged, ...]) -> dict[Standing, int]:
    counted = Counter(each.standing for each in items)
    return {standing: counted[standing] for standing in Standing}


def _line(name: str, items: tuple[Judged, ...]) -> str:
    return f"{name:32}" + "".join(f"{count:>8}" for count in _totals(items).values()) + f"{len(items):>8}"


def _broken(judged: Report) -> Iterator[str]:
    """What `make breaks` showed, if it ran."""
    broken = [each.broken for each in judged.items if each.broken]
    if broken:
        red = sum(each.red == each.planted for each in broken)
        since = min(each.since for each in broken).date()
        yield ""
        yield f"Broken on purpose: evidence of {red} of {len(broken)} items turned red each time, all since {since}."


def _needing_a_hand(sections: tuple[JudgedSection, ...]) -> Iterator[str]:
    """Evidence that fails or is stale, each once, with the items that wait for it."""
    every = {each.evidence.id: each for section in sections for item in section.items for each in item.examined}
    troubled = [each for each in every.values() if each.finding.outcome is not Outcome.HOLDS]
    if troubled:
        yield ""
    yield from (_trouble(each) for each in troubled)


def _trouble(each: Examined) -> str:
    items = ", ".join(each.evidence.proves)
    return f"{each.finding.outcome:6} {each.evidence.id} ({each.evidence.kind}, {items}): {each.finding.detail}"
