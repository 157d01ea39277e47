"""How the chance of reaching the goal moved, and what moved it."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assay.web import format as fmt
from assay.web.charts.figure import Figure, Table
from assay.web.charts.layout import figure, text_width
from assay.web.charts.palette import Ink
from assay.web.charts.spec import SMALL, Axis, Frame, Spec, layer, lines, plot, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One run: its day, P(goal) with the band over the robust set, and what had changed."""

    day: date
    share: float
    low: float
    high: float
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    moments: tuple[Moment, ...]  # oldest first
    sources: tuple[str, ...] = ()


def goal_timeline(timeline: Timeline) -> Figure:
    """P(goal) from run to run, its band, and the events that changed it."""
    first, last = timeline.moments[0], timeline.moments[-1]
    told = {"from": fmt.percent(first.share), "to": fmt.percent(last.share), "day": _day(first)}
    said = _("Since %(day)s the chance of reaching the goal went from %(from)s to %(to)s.")
    if told["from"] == told["to"]:
        said = _("The chance of reaching the goal is %(to)s, as it was on %(day)s.")
    return figure(
        lambda width: _spec(timeline, width),
        title=_("How the chance moved"),
        sentence=said % told,
        table=Table(
            headers=(_("Day"), _("Chance"), _("Range"), _("What happened")),
            rows=tuple(
                (_day(m), fmt.percent(m.share), fmt.interval(m.low, m.high, "share"), m.event or "–")
                for m in timeline.moments
            ),
        ),
        sources=timeline.sources,
    )


def _day(moment: Moment) -> str:
    return date_format(moment.day, "DATE_FORMAT")


def _spec(timeline: Timeline, width: int) -> Spec:
    frame = Frame(width=width, height=round(width * 0.34) + 100, left=44, right=16, top=20, bottom=28)
    steps = [float(i) for i in range(len(timeline.moments))]
    marks = (0.0, 0.25, 0.5, 0.75, 1.0)
    y = Axis(low=0, high=1, ticks=marks, labels=tuple(fmt.percent(mark) for mark in marks), has_grid=True)
    shown = _shown_days(timeline, frame)
    labels = tuple(date_format(timeline.moments[i].day, "j M") for i in shown)
    x = Axis(low=-0.15, high=max(steps[-1], 1) + 0.15, ticks=tuple(float(i) for i in shown), labels=labels)
    return plot(frame, x=x, y=y, layers=_layers(timeline, frame))


def _shown_days(timeline: Timeline, frame: Frame) -> list[int]:
    count = len(timeline.moments)
    stride = max(1, -(-count // (4 if frame.is_narrow else 8)))
    return list(range(count - 1, -1, -stride))[::-1]


def _layers(timeline: Timeline, frame: Frame) -> list[Spec]:
    rows = list(enumerate(timeline.moments))
    band = [{"x": i, "y": m.low, "y2": m.high} for i, m in rows]
    path = [{"x": i, "y": m.share} for i, m in rows]
    layers = [
        layer("area", band, color=Ink.MAIN_3.value),
        layer("line", path, color=Ink.MAIN.value, strokeWidth=2),
        layer("point", path, color=Ink.MAIN.value, filled=True, size=55, opacity=1),
    ]
    last = timeline.moments[-1]
    at = {"x": len(rows) - 1, "y": last.share, "text": fmt.percent(last.share)}
    layers.append(words([at], colour=Ink.INK, weight=700, align="right", dx=-2, dy=-12))
    return [*layers, *_event_labels(timeline, frame)]


def _event_labels(timeline: Timeline, frame: Frame) -> list[Spec]:
    """Events along the top, as far as they fit beside each other; the table names all."""
    steps = max(len(timeline.moments) - 1, 1)
    step = frame.plot_width / (steps + 0.3)
    layers, free_from = [], 0.0
    for i, moment in enumerate(timeline.moments):
        x = (i + 0.15) * step
        is_last = i == len(timeline.moments) - 1
        width = text_width(moment.event, size=SMALL)
        start = x - width if is_last else x
        if not moment.event or start < free_from or start + width > frame.plot_width:
            continue
        free_from = start + width + 10
        layers += [
            lines([{"x": i, "x2": i, "y": moment.high, "y2": 0.97}], colour=Ink.AXIS, dash=(2, 3)),
            words([{"x": i, "y": 1, "text": moment.event}], size=SMALL, dy=-5, align="right" if is_last else "left"),
        ]
    return layers
