"""Why a candidate fits, and how sure its rank is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.web import format as fmt
from assay.web.charts.figure import Figure, Table
from assay.web.charts.layout import clipped, figure, scaler, text_width
from assay.web.charts.palette import Ink
from assay.web.charts.spec import SMALL, Frame, Spec, boxes, lines, pixels, words

_BAR_PITCH, _STRIP_PITCH = 40, 50
_SHADES = (Ink.GRID, Ink.MAIN_3, Ink.MAIN_2, Ink.MAIN)
_STEPS = (0.005, 0.08, 0.2)  # a share at least this large gets the next shade


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One part of the fit: what this candidate gets, what the median candidate gets, the most there is."""

    label: str
    value: float
    median: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    parts: tuple[Contribution, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One candidate: share of the weight draws in which it holds rank 1, 2, …; the rest lies beyond the last."""

    label: str
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptability:
    candidates: tuple[Ranked, ...]
    sources: tuple[str, ...] = ()


def contribution_bars(chart: Contributions) -> Figure:
    """The parts of the fit as bars, with a mark where the median candidate stands."""
    parts = tuple(sorted(chart.parts, key=lambda part: part.median - part.value))
    told = {"best": parts[0].label, "worst": parts[-1].label}
    return figure(
        lambda width: _bars_spec(chart, width),
        title=_("Why it fits"),
        sentence=_("Against the median candidate, %(best)s helps most and %(worst)s costs most.") % told,
        table=Table(
            headers=(_("Part"), _("This one"), _("Median"), _("At most")),
            rows=tuple((p.label, *(_points(v) for v in (p.value, p.median, p.weight))) for p in chart.parts),
        ),
        sources=chart.sources,
    )


def acceptability_strip(chart: Acceptability) -> Figure:
    """How often each candidate takes each rank when the weights are varied."""
    first = chart.candidates[0]
    ranks = len(first.shares)
    told = {"name": first.label, "share": fmt.percent(sum(first.shares)), "ranks": ranks}
    return figure(
        lambda width: _strips_spec(chart, width),
        title=_("How sure the ranking is"),
        sentence=_("With the weights varied, %(name)s stays among the first %(ranks)s in %(share)s of all draws.")
        % told,
        table=Table(
            headers=(_("Candidate"), *(_("Rank %(n)s") % {"n": i + 1} for i in range(ranks))),
            rows=tuple((c.label, *(fmt.percent(share) for share in c.shares)) for c in chart.candidates),
        ),
        sources=chart.sources,
    )


def _points(share: float) -> str:
    return fmt.plain(share * 100)


def _bars_spec(chart: Contributions, width: int) -> Spec:
    frame = Frame(width=width, height=_BAR_PITCH * len(chart.parts) + 22)
    place = scaler(0, max(part.weight for part in chart.parts), width=frame.plot_width - 40)
    layers: list[Spec] = [
        lines([{"x": 2, "x2": 2, "y": 2, "y2": 14}], colour=Ink.BAR, width=2.5),
        words([{"x": 10, "y": 12, "text": _("the median candidate")}], size=SMALL),
    ]
    for i, part in enumerate(chart.parts):
        top = 20 + i * _BAR_PITCH
        median = place(part.median)
        layers += [
            words([{"x": 0, "y": top + 14, "text": clipped(part.label, room=frame.plot_width - 60)}], colour=Ink.INK),
            words(
                [{"x": frame.plot_width, "y": top + 14, "text": _points(part.value)}],
                colour=Ink.INK, weight=600, align="right",
            ),
            boxes([{"x": 0, "x2": place(part.weight), "y": top + 20, "y2": top + 32}], fill=Ink.GRID),
            boxes([{"x": 0, "x2": max(place(part.value), 1), "y": top + 20, "y2": top + 32}], fill=Ink.MAIN),
            lines([{"x": median, "x2": median, "y": top + 17, "y2": top + 35}], colour=Ink.BAR, width=2.5),
        ]  # fmt: skip
    return pixels(frame, layers)


def _strips_spec(chart: Acceptability, width: int) -> Spec:
    frame = Frame(width=width, height=_STRIP_PITCH * len(chart.candidates) + 18)
    layers: list[Spec] = []
    for i, candidate in enumerate(chart.candidates):
        layers += _strip_layers(candidate, i * _STRIP_PITCH, frame)
    count = max(len(candidate.shares) for candidate in chart.candidates)
    cell = frame.plot_width / count
    bottom = frame.plot_height - 2
    layers += [
        words([{"x": 0, "y": bottom, "text": _("first")}], size=SMALL),
        words([{"x": cell * count, "y": bottom, "text": _("rank %(n)s") % {"n": count}}], size=SMALL, align="right"),
    ]
    return pixels(frame, layers)


def _strip_layers(candidate: Ranked, top: float, frame: Frame) -> list[Spec]:
    total = _("%(share)s in the list") % {"share": fmt.percent(sum(candidate.shares))}
    room = frame.plot_width - text_width(total, size=SMALL) - 12
    cell = frame.plot_width / len(candidate.shares)
    layers = [
        words([{"x": 0, "y": top + 14, "text": clipped(candidate.label, room=room)}], colour=Ink.INK, weight=600),
        words([{"x": frame.plot_width, "y": top + 14, "text": total}], size=SMALL, align="right"),
    ]
    for i, share in enumerate(candidate.shares):
        box = {"x": i * cell, "x2": (i + 1) * cell - 1.5, "y": top + 20, "y2": top + 38}
        layers.append(boxes([box], fill=_SHADES[sum(share >= step for step in _STEPS)]))
    return layers
