"""What to do next: the map of what to test, tests by value and cost, the rule over a test's outcomes."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from assay.web import format as fmt
from assay.web.charts.figure import Figure, Table
from assay.web.charts.layout import clipped, figure, scaler, text_width
from assay.web.charts.palette import Fill, Ink
from assay.web.charts.spec import SMALL, Axis, Frame, Spec, boxes, layer, lines, pixels, plot, words

_PITCH = 68
_LINE = 13.0
_TOP = 1.18  # of the map's upright axis: room for a caption above its most important point


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One assumption: how much of it is known (0 to 1), and how much knowing it would be worth (0 to 1)."""

    label: str
    evidence: float
    importance: float
    is_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportanceMap:
    points: tuple[Point, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A test that could be run: what knowing its outcome is worth, and what it costs with hours counted."""

    label: str
    value: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCosts:
    __test__ = False  # not a test case, whatever pytest thinks of the name

    tests: tuple[Candidate, ...]
    currency: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Outcomes ``first`` to ``last``, both included, lead to ``decision``: stop, test or commit."""

    decision: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """What is decided for each count out of ``n``, agreed before the data comes in."""

    n: int
    outcomes: tuple[Outcome, ...]
    sources: tuple[str, ...] = ()


def importance_map(chart: ImportanceMap) -> Figure:
    """Importance, relative to the largest, against evidence; the upper left corner is what to test now."""
    ordered = tuple(sorted(chart.points, key=lambda point: -point.importance))
    waiting = ", ".join(point.label for point in ordered if point.is_next) or _("nothing")
    most = max((point.importance for point in ordered), default=0.0) or 1.0
    placed = tuple(replace(point, importance=max(point.importance, 0.0) / most) for point in ordered)
    return figure(
        lambda width: _map_spec(placed, width),
        title=_("What matters and how much is known"),
        sentence=_("Matters much and is known little, so test it now: %(names)s.") % {"names": waiting},
        table=Table(
            headers=(_("Assumption"), _("Importance"), _("Known")),
            rows=tuple((p.label, fmt.percent(p.importance), fmt.percent(p.evidence)) for p in ordered),
        ),
        sources=chart.sources,
    )


def test_bars(chart: TestCosts) -> Figure:
    """What each test is worth against what it costs."""
    best = max(chart.tests, key=lambda test: test.value - test.cost)
    told = {
        "name": best.label,
        "value": fmt.money(best.value, chart.currency),
        "cost": fmt.money(best.cost, chart.currency),
    }
    return figure(
        lambda width: _tests_spec(chart, width),
        title=_("Tests: worth against cost"),
        sentence=_("%(name)s leads: knowing its outcome is worth %(value)s and costs %(cost)s.") % told,
        table=Table(
            headers=(_("Test"), _("Worth"), _("Cost")),
            rows=tuple(
                (t.label, fmt.money(t.value, chart.currency), fmt.money(t.cost, chart.currency)) for t in chart.tests
            ),
        ),
        sources=chart.sources,
    )


test_bars.__test__ = False  # type: ignore[attr-defined]  # the name is the product's word; pytest must not collect it


def outcome_strip(rule: OutcomeRule) -> Figure:
    """Which outcomes of a planned test mean stop, test on or commit."""
    told = "; ".join(f"{_counts(o, rule)} {_of(rule)}: {_decision(o)}" for o in rule.outcomes)
    return figure(
        lambda width: _rule_spec(rule, width),
        title=_("The rule, agreed before the data"),
        sentence=_("Agreed before the data comes in: %(rule)s.") % {"rule": told},
        table=Table(
            headers=(_("Outcome"), _("Decision")),
            rows=tuple((f"{_counts(o, rule)} {_of(rule)}", _decision(o)) for o in rule.outcomes),
        ),
        sources=rule.sources,
    )


def _map_spec(points: tuple[Point, ...], width: int) -> Spec:
    frame = Frame(width=width, height=round(width * 0.5) + 120, left=2, right=2, top=22, bottom=26)
    x, y = Axis(low=-0.06, high=1.06), Axis(low=-0.06, high=_TOP)
    corner = [{"x": -0.06, "x2": 0.5, "y": 0.5, "y2": _TOP}]
    return plot(
        frame, x=x, y=y,
        layers=[
            boxes(corner, fill=Ink.WARN_2, radius=6, opacity=0.55),
            lines([{"x": 0.5, "x2": 0.5, "y": -0.06, "y2": _TOP}], colour=Ink.GRID),
            lines([{"x": -0.06, "x2": 1.06, "y": 0.5, "y2": 0.5}], colour=Ink.GRID),
            words([{"x": -0.06, "y": _TOP, "text": _("↑ matters more")}], size=SMALL, dy=-8),
            words([{"x": -0.045, "y": _TOP, "text": _("TEST NOW")}], size=SMALL, weight=700, dy=16),
            *_map_ends(),
            *_point_layers(points, frame),
        ],
    )  # fmt: skip


def _map_ends() -> list[Spec]:
    left, right = {"x": -0.06, "y": -0.06}, {"x": 1.06, "y": -0.06}
    return [
        lines([left | {"x2": 1.06, "y2": -0.06}], colour=Ink.AXIS),
        words([left | {"text": _("nothing known yet")}], size=SMALL, dy=16),
        words([right | {"text": _("well known →")}], size=SMALL, dy=16, align="right"),
    ]


def _point_layers(points: tuple[Point, ...], frame: Frame) -> list[Spec]:
    layers: list[Spec] = []
    for is_next, colour in ((False, Ink.MAIN_2), (True, Ink.BAR)):
        rows = [{"x": p.evidence, "y": p.importance} for p in points if p.is_next is is_next]
        shape = "diamond" if is_next else "circle"
        layers.append(layer("point", rows, color=colour.value, filled=True, size=90, opacity=1, shape=shape))
    return [*layers, *_point_labels(points, frame)]


def _point_labels(points: tuple[Point, ...], frame: Frame) -> list[Spec]:
    """Labels beside their points, most important first; one that finds no free place stays out (the table has it)."""
    taken: list[tuple[float, float, float, float]] = [_around(point, frame) for point in points]
    layers = []
    for point in points:
        text = clipped(point.label, room=frame.plot_width * 0.42)
        found = _free_place(point, text, taken, frame)
        if found is None:
            continue
        align, dx, dy, box = found
        taken.append(box)
        at = {"x": point.evidence, "y": point.importance, "text": text}
        layers.append(words([at], colour=Ink.INK, weight=600 if point.is_next else 400, align=align, dx=dx, dy=dy))
    return layers


type Box = tuple[float, float, float, float]


def _pixel(point: Point, frame: Frame) -> tuple[float, float]:
    x = (point.evidence + 0.06) / 1.12 * frame.plot_width
    return x, (_TOP - point.importance) / (_TOP + 0.06) * frame.plot_height


def _around(point: Point, frame: Frame) -> Box:
    x, y = _pixel(point, frame)
    return (x - 6, y - 6, x + 6, y + 6)


def _free_place(point: Point, text: str, taken: list[Box], frame: Frame) -> tuple[str, float, float, Box] | None:
    x, y = _pixel(point, frame)
    width = text_width(text)
    for align, dx, dy in (
        ("left", 9, 4),
        ("right", -9, 4),
        ("left", 5, -9),
        ("left", 5, 17),
        ("right", -5, -9),
        ("right", -5, 17),
    ):
        left = x + dx if align == "left" else x + dx - width
        box = (left, y + dy - _LINE + 2, left + width, y + dy + 3)
        is_inside = left >= 0 and left + width <= frame.plot_width and box[1] >= 0 and box[3] <= frame.plot_height
        own = _around(point, frame)
        if is_inside and not any(_overlap(box, other) for other in taken if other != own):
            return align, dx, dy, box
    return None


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _tests_spec(chart: TestCosts, width: int) -> Spec:
    frame = Frame(width=width, height=_PITCH * len(chart.tests) + 2)
    amounts = [amount for test in chart.tests for amount in (test.value, test.cost)]
    captions = [_caption(test, chart) for test in chart.tests]
    room = max(text_width(text, size=SMALL) for pair in captions for text in pair) + 10
    place = scaler(0, max([*amounts, 1.0]), width=frame.plot_width - room)
    layers: list[Spec] = []
    for i, (test, pair) in enumerate(zip(chart.tests, captions, strict=True)):
        layers += _test_layers(test, pair, top=i * _PITCH, place=(place(test.value), place(test.cost)), frame=frame)
    return pixels(frame, layers)


def _caption(test: Candidate, chart: TestCosts) -> tuple[str, str]:
    worth = _("worth %(amount)s") % {"amount": fmt.compact_money(test.value, chart.currency)}
    cost = _("costs %(amount)s") % {"amount": fmt.compact_money(test.cost, chart.currency)}
    return worth, cost


def _test_layers(
    test: Candidate, captions: tuple[str, str], *, top: float, place: tuple[float, float], frame: Frame
) -> list[Spec]:
    label = clipped(test.label, room=frame.plot_width)
    layers = [words([{"x": 0, "y": top + 14, "text": label}], colour=Ink.INK, weight=600)]
    fills: tuple[Ink | Fill, ...] = (Ink.MAIN, Fill.COST)
    for i, (fill, end, caption) in enumerate(zip(fills, place, captions, strict=True)):
        y = top + 22 + i * 17
        layers += [
            boxes([{"x": 0, "x2": max(end, 2), "y": y, "y2": y + 13}], fill=fill),
            words([{"x": max(end, 2) + 6, "y": y + 10.5, "text": caption}], size=SMALL),
        ]
    return layers


def _counts(outcome: Outcome, rule: OutcomeRule) -> str:
    if outcome.first == outcome.last:
        return str(outcome.first)
    if outcome.last >= rule.n:
        return _("%(n)s or more") % {"n": outcome.first}
    return f"{outcome.first}–{outcome.last}"


def _of(rule: OutcomeRule) -> str:
    return _("of %(n)s") % {"n": rule.n}


def _decision(outcome: Outcome) -> str:
    return {"stop": _("stop"), "test": _("test on"), "commit": _("commit")}[outcome.decision]


_DECISION_FILLS: dict[str, Ink | Fill] = {"stop": Fill.STOP, "test": Fill.TEST, "commit": Ink.GOOD_2}


def _rule_spec(rule: OutcomeRule, width: int) -> Spec:
    frame = Frame(width=width, height=86)
    shares = _rule_shares(rule)
    layers: list[Spec] = []
    x = 0.0
    for outcome, share in zip(rule.outcomes, shares, strict=True):
        end = x + share * frame.plot_width
        box = {"x": x, "x2": end - 2, "y": 4, "y2": 40}
        centre = (x + end) / 2
        layers += [
            boxes([box], fill=_DECISION_FILLS[outcome.decision], radius=4),
            words([{"x": centre, "y": 58, "text": _decision(outcome)}], colour=Ink.INK, weight=600, align="center"),
            words([{"x": centre, "y": 74, "text": _counts(outcome, rule)}], size=SMALL, align="center"),
        ]
        x = end
    return pixels(frame, layers)


def _rule_shares(rule: OutcomeRule) -> tuple[float, ...]:
    """Widths by the square root of how many counts a part holds: a rule of 0–2, 3–6, 7–100 stays readable."""
    roots = [(outcome.last - outcome.first + 1) ** 0.5 for outcome in rule.outcomes]
    shares = [max(root / sum(roots), 0.24 if len(roots) < 4 else 0.1) for root in roots]
    return tuple(share / sum(shares) for share in shares)
