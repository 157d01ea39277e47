"""What the money does: the cash fan, the break-even curve, the tornado."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from assay.web import format as fmt
from assay.web.charts.figure import Figure, Table
from assay.web.charts.layout import clipped, figure, scaler, spread, text_width, ticks
from assay.web.charts.palette import Fill, Ink
from assay.web.charts.spec import SMALL, Axis, Frame, Spec, boxes, layer, lines, pixels, plot, words

_PITCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFan:
    """Cash by month, in units of ``currency``; ``loss_line`` is minus what the founder can lose."""

    months: tuple[int, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    currency: str
    loss_line: float | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """P(three months in a row without loss have begun by month t)."""

    months: tuple[int, ...]
    probability: tuple[float, ...]
    goal_month: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The outcome when one input goes from its p10 to its p90."""

    label: str
    at_p10: float
    at_p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """``middle`` is the outcome with every input in its middle: not the median outcome, which is another number.

    Every bar holds it, so where it is left out (or lies outside) it is read off the bars.
    """

    drivers: tuple[Driver, ...]
    middle: float | None = None
    unit: str = "money"
    currency: str = ""
    sources: tuple[str, ...] = ()


def cash_fan(fan: CashFan) -> Figure:
    """Cash over the months: the middle eight of ten futures as a band, the median as a line, the line not to cross."""
    last = {"low": fan.p10[-1], "mid": fan.p50[-1], "high": fan.p90[-1]}
    amounts = {name: fmt.money(value, fan.currency) for name, value in last.items()}
    sentence = _(
        "After %(month)s months cash is %(mid)s in the middle case; one future in ten ends below %(low)s, "
        "one in ten above %(high)s."
    ) % ({"month": fan.months[-1]} | amounts)
    rows = zip(fan.months, fan.p10, fan.p50, fan.p90, strict=True)
    return figure(
        lambda width: _fan_spec(fan, width),
        title=_("Cash over time"),
        sentence=sentence,
        table=Table(
            headers=(_("Month"), _("1 in 10 below"), _("Middle"), _("1 in 10 above")),
            rows=tuple((str(m), *(fmt.money(v, fan.currency) for v in values)) for m, *values in rows),
        ),
        sources=fan.sources,
    )


def break_even_curve(curve: BreakEven) -> Figure:
    """The chance that the business carries itself by each month."""
    end = {"share": fmt.percent(curve.probability[-1]), "month": curve.months[-1]}
    sentence = _("The chance of carrying itself by month %(month)s is %(share)s.") % end
    at_goal = _at_goal(curve)
    if at_goal is not None:
        words_ = {"share": fmt.percent(at_goal), "month": curve.goal_month}
        sentence = _("By month %(month)s, your goal, the chance is %(share)s.") % words_ + " " + sentence
    pairs = zip(curve.months, curve.probability, strict=True)
    return figure(
        lambda width: _curve_spec(curve, width),
        title=_("When it carries itself"),
        sentence=sentence,
        table=Table(headers=(_("By month"), _("Chance")), rows=tuple((str(m), fmt.percent(p)) for m, p in pairs)),
        sources=curve.sources,
    )


def tornado(chart: Tornado) -> Figure:
    """How far the outcome moves when one input alone goes from low to high; the widest first."""
    drivers = tuple(sorted(chart.drivers, key=lambda d: -abs(d.at_p90 - d.at_p10)))
    ordered = replace(chart, drivers=drivers)
    told = {
        "name": drivers[0].label,
        "low": _outcome(drivers[0].at_p10, chart),
        "high": _outcome(drivers[0].at_p90, chart),
    }
    return figure(
        lambda width: _tornado_spec(ordered, width),
        title=_("What moves the outcome"),
        sentence=_("%(name)s matters most: from its low to its high value the outcome goes from %(low)s to %(high)s.")
        % told,
        table=Table(
            headers=(_("Input"), _("Outcome at its low"), _("Outcome at its high")),
            rows=tuple((d.label, _outcome(d.at_p10, chart), _outcome(d.at_p90, chart)) for d in drivers),
        ),
        sources=chart.sources,
    )


def _middle(chart: Tornado) -> float:
    """The outcome all bars have in common; the widest agreement when the bars of a bent model share none."""
    low = max(min(d.at_p10, d.at_p90) for d in chart.drivers)
    high = min(max(d.at_p10, d.at_p90) for d in chart.drivers)
    low, high = min(low, high), max(low, high)
    return (low + high) / 2 if chart.middle is None else min(max(chart.middle, low), high)


def _outcome(value: float, chart: Tornado) -> str:
    return fmt.number(value, chart.unit.partition("/")[0], currency=chart.currency)


def _fan_spec(fan: CashFan, width: int) -> Spec:
    bounds = [*fan.p10, *fan.p90, 0.0] + ([fan.loss_line] if fan.loss_line is not None else [])
    low, high = min(bounds), max(bounds)
    pad = (high - low) * 0.05 or 1.0
    low -= pad * (1.5 if fan.loss_line is not None else 0)  # room for the words under the line
    marks = ticks(low - pad, high + pad, count=5)
    labels = tuple(fmt.compact_money(mark, fan.currency) for mark in marks)
    left = round(max(text_width(label, size=SMALL) for label in labels)) + 12
    frame = Frame(width=width, height=round(width * 0.42) + 90, left=left, right=92, top=10, bottom=26)
    y = Axis(low=low - pad, high=high + pad, ticks=marks, labels=labels, has_grid=True)
    return plot(frame, x=_months(fan.months, frame), y=y, layers=_fan_layers(fan, y, frame))


def _months(months: tuple[int, ...], frame: Frame) -> Axis:
    marks = ticks(months[0], months[-1], count=4 if frame.is_narrow else 6)
    labels = tuple(_("month %(n)s") % {"n": f"{mark:g}"} if i == 0 else f"{mark:g}" for i, mark in enumerate(marks))
    return Axis(low=months[0], high=months[-1], ticks=marks, labels=labels)


def _fan_layers(fan: CashFan, y: Axis, frame: Frame) -> list[Spec]:
    rows = list(zip(fan.months, fan.p10, fan.p50, fan.p90, strict=True))
    band = [{"x": m, "y": low, "y2": high} for m, low, _mid, high in rows]
    middle = [{"x": m, "y": mid} for m, _low, mid, _high in rows]
    layers = [
        layer("area", band, color=Ink.MAIN_3.value),
        lines([{"x": fan.months[0], "x2": fan.months[-1], "y": 0, "y2": 0}], colour=Ink.AXIS, width=1.2),
        layer("line", middle, color=Ink.MAIN.value, strokeWidth=2.5),
    ]
    return [*layers, *_loss_layers(fan), *_fan_labels(fan, y, frame)]


def _loss_layers(fan: CashFan) -> list[Spec]:
    if fan.loss_line is None:
        return []
    text = _("you can lose %(amount)s") % {"amount": fmt.money(-fan.loss_line, fan.currency)}
    first, last = fan.months[0], fan.months[-1]
    line = {"x": first, "x2": last, "y": fan.loss_line, "y2": fan.loss_line}
    place = {"x": last, "y": fan.loss_line, "text": text}
    return [
        lines([line], colour=Ink.BAD, width=1.6, dash=(5, 3)),
        words([place], colour=Ink.BAD, size=SMALL, weight=600, align="right", dy=14),
    ]


def _fan_labels(fan: CashFan, y: Axis, frame: Frame) -> list[Spec]:
    per_pixel = (y.high - y.low) / frame.plot_height
    ends = (fan.p90[-1], fan.p50[-1], fan.p10[-1])
    places = spread(ends, gap=30 * per_pixel, low=y.low, high=y.high)
    captions = (_("1 in 10 above"), _("middle case"), _("1 in 10 below"))
    layers = []
    for end, place, caption in zip(ends, places, captions, strict=True):
        at = {"x": fan.months[-1], "y": place}
        is_middle = caption == captions[1]
        layers += [
            words([at | {"text": fmt.compact_money(end, fan.currency)}], colour=Ink.INK, weight=600, dx=8, dy=0),
            words([at | {"text": caption}], size=SMALL, dx=8, dy=13, weight=600 if is_middle else 400),
        ]
    return layers


def _at_goal(curve: BreakEven) -> float | None:
    by_month = dict(zip(curve.months, curve.probability, strict=True))
    return by_month.get(curve.goal_month) if curve.goal_month is not None else None


def _curve_spec(curve: BreakEven, width: int) -> Spec:
    frame = Frame(width=width, height=round(width * 0.36) + 80, left=44, right=14, top=14, bottom=26)
    marks = (0.0, 0.25, 0.5, 0.75, 1.0)
    y = Axis(low=0, high=1, ticks=marks, labels=tuple(fmt.percent(mark) for mark in marks), has_grid=True)
    rows = [{"x": m, "y": p} for m, p in zip(curve.months, curve.probability, strict=True)]
    layers = [
        layer("area", [row | {"y2": 0.0} for row in rows], color=Ink.MAIN_3.value),
        layer("line", rows, color=Ink.MAIN.value, strokeWidth=2.5),
        *_goal_layers(curve),
    ]
    return plot(frame, x=_months(curve.months, frame), y=y, layers=layers)


def _goal_layers(curve: BreakEven) -> list[Spec]:
    share = _at_goal(curve)
    if share is None or curve.goal_month is None:
        return []
    month = curve.goal_month
    is_late = month > (curve.months[0] + curve.months[-1]) / 2
    text = _("%(share)s by month %(month)s") % {"share": fmt.percent(share), "month": month}
    return [
        lines([{"x": month, "x2": month, "y": 0, "y2": share}], colour=Ink.BAR, width=1.6, dash=(4, 3)),
        layer("point", [{"x": month, "y": share}], color=Ink.BAR.value, filled=True, size=70, opacity=1),
        words(
            [{"x": month, "y": share, "text": text}], colour=Ink.BAR, weight=600,
            align="right" if is_late else "left", dx=-8 if is_late else 8, dy=-10,
        ),
    ]  # fmt: skip


def _tornado_spec(chart: Tornado, width: int) -> Spec:
    common = _middle(chart)
    ends = [end for d in chart.drivers for end in (d.at_p10, d.at_p90)] + [common]
    margin = max(text_width(_short(end, chart), size=SMALL) for end in ends) + 8
    frame = Frame(width=width, height=40 + _PITCH * len(chart.drivers))
    inner = scaler(min(ends), max(ends), width=frame.plot_width - 2 * margin)
    middle = inner(common) + margin
    layers = _tornado_key(frame)
    for i, driver in enumerate(chart.drivers):
        places = (inner(driver.at_p10) + margin, middle, inner(driver.at_p90) + margin)
        layers += _driver(driver, 32 + i * _PITCH, places, chart, frame)
    return pixels(frame, layers)


def _short(value: float, chart: Tornado) -> str:
    is_money = chart.unit.startswith("money") and chart.currency
    return fmt.compact_money(value, chart.currency) if is_money else _outcome(value, chart)


def _tornado_key(frame: Frame) -> list[Spec]:
    second = 150 if frame.is_narrow else 180
    return [
        boxes([{"x": 0, "x2": 12, "y": 4, "y2": 16}], fill=Fill.LOW_SIDE),
        words([{"x": 18, "y": 14, "text": _("input at its low")}], size=SMALL),
        boxes([{"x": second, "x2": second + 12, "y": 4, "y2": 16}], fill=Ink.MAIN),
        words([{"x": second + 18, "y": 14, "text": _("input at its high")}], size=SMALL),
    ]


def _driver(driver: Driver, top: float, places: tuple[float, float, float], chart: Tornado, frame: Frame) -> list[Spec]:
    low, middle, high = places
    y, y2 = top + 20, top + 36
    meeting = min(max(middle, min(low, high)), max(low, high))  # the bar never reaches beyond its own ends
    label = clipped(driver.label, room=frame.plot_width)
    layers = [
        words([{"x": 0, "y": top + 14, "text": label}], colour=Ink.INK, weight=600),
        lines([{"x": middle, "x2": middle, "y": y - 3, "y2": y2 + 3}], colour=Ink.AXIS, width=1.2),
    ]
    sides = ((low, Fill.LOW_SIDE, driver.at_p10, low <= high), (high, Ink.MAIN, driver.at_p90, high < low))
    for end, fill, value, is_left in sides:
        text = {"x": end + (-5 if is_left else 5), "y": y + 12, "text": _short(value, chart)}
        layers += [
            boxes([{"x": min(end, meeting), "x2": max(end, meeting), "y": y, "y2": y2}], fill=fill, radius=1),
            words([text], size=SMALL, align="right" if is_left else "left"),
        ]
    return layers
