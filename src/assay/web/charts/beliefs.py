"""What is believed: prior and posterior against the bar, and what a number rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.web import format as fmt
from assay.web.charts.figure import Figure, Table
from assay.web.charts.layout import Place, clipped, figure, scaler, text_width
from assay.web.charts.palette import Fill, Ink
from assay.web.charts.spec import SMALL, Frame, Spec, boxes, lines, pixels, words
from assay.web.words import KINDS

_PITCH = 66


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """p05, p50 and p95 of a belief."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One assumption. ``posterior`` None means no evidence yet: the prior stands alone, hatched."""

    label: str
    unit: str
    prior: Span
    posterior: Span | None = None
    bar: float | None = None
    lower_is_better: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    rows: tuple[Strip, ...]
    currency: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Shares of the six kinds, by slug; they need not add up to one."""

    shares: Mapping[str, float]
    sources: tuple[str, ...] = ()


def interval_strips(strips: Strips) -> Figure:
    """Prior (hatched), posterior (solid) and the needed value (line) of each assumption, one row each."""
    headers = (_("Assumption"), _("Before"), _("Now"), _("Needed"))
    return figure(
        lambda width: _strips_spec(strips, width),
        title=_("Beliefs against what is needed"),
        sentence=_strips_sentence(strips),
        table=Table(headers=headers, rows=tuple(_strip_cells(row, strips.currency) for row in strips.rows)),
        sources=strips.sources,
    )


def provenance_mix(mix: Mix) -> Figure:
    """One bar: of what drives a number, how much comes from where."""
    parts = [(KINDS[slug], share) for slug, share in mix.shares.items() if share > 0]
    told = ", ".join(f"{fmt.percent(share)} {kind.short}" for kind, share in parts)
    return figure(
        lambda width: _mix_spec(mix, width),
        title=_("What the number rests on"),
        sentence=_("Of what drives this number: %(parts)s.") % {"parts": told},
        table=Table(
            headers=(_("Comes from"), _("Share")),
            rows=tuple((str(kind.word), fmt.percent(share)) for kind, share in parts),
        ),
        sources=mix.sources,
    )


def _strips_sentence(strips: Strips) -> str:
    with_bar = [row for row in strips.rows if row.bar is not None]
    met = sum(_meets(row) for row in with_bar)
    told = _("%(met)s of %(all)s beliefs reach what is needed in their middle.") % {"met": met, "all": len(with_bar)}
    return told + " " + _("Hatched: before any evidence. Solid: now. Line: what is needed.")


def _meets(row: Strip) -> bool:
    now = row.posterior or row.prior
    return row.bar is not None and (now.mid <= row.bar if row.lower_is_better else now.mid >= row.bar)


def _strip_cells(row: Strip, currency: str) -> tuple[str, ...]:
    now = _range(row.posterior, row, currency) if row.posterior else "–"
    return (row.label, _range(row.prior, row, currency), now, _needed(row, currency) or "–")


def _range(span: Span, row: Strip, currency: str) -> str:
    return fmt.interval(span.low, span.high, row.unit, currency=currency)


def _needed(row: Strip, currency: str) -> str:
    if row.bar is None:
        return ""
    sign = "≤" if row.lower_is_better else "≥"
    return f"{sign}{fmt.NBSP}{fmt.number(row.bar, row.unit.partition('/')[0], currency=currency)}"


def _strips_spec(strips: Strips, width: int) -> Spec:
    frame = Frame(width=width, height=_PITCH * len(strips.rows) + 4)
    layers = [layer for i, row in enumerate(strips.rows) for layer in _strip(row, i * _PITCH, strips.currency, frame)]
    return pixels(frame, layers)


def _strip(row: Strip, top: float, currency: str, frame: Frame) -> list[Spec]:
    place = _strip_scale(row, frame.plot_width)
    needed = _needed(row, currency)
    room = frame.plot_width - text_width(needed) - 60
    layers = [
        lines([{"x": 0, "y": top + 33, "x2": frame.plot_width, "y2": top + 33}], colour=Ink.GRID),
        words([{"x": 0, "y": top + 14, "text": clipped(row.label, room=room)}], colour=Ink.INK, weight=600),
        _band(row.prior, top + (22 if row.posterior else 27), 12 if not row.posterior else 7, place, Fill.PRIOR),
    ]
    if row.posterior:
        layers += [
            _band(row.posterior, top + 31, 11, place, Ink.MAIN),
            _middle(row.posterior, top + 31, 11, place),
        ]
    return [*layers, *_needed_line(row, top, place, needed, frame), _ends(row, top, place, currency, frame)]


def _strip_scale(row: Strip, width: int) -> Place:
    values = [row.prior.low, row.prior.high]
    values += [row.posterior.low, row.posterior.high] if row.posterior else []
    values += [row.bar] if row.bar is not None else []
    low, high = min(values), max(values)
    is_log = low > 0 and high / low > 8
    margin = 0 if is_log else (high - low) * 0.06
    return scaler(
        low / 1.15 if is_log else low - margin, high * 1.15 if is_log else high + margin, width=width, is_log=is_log
    )


def _band(span: Span, y: float, height: float, place: Place, fill: Ink | Fill) -> Spec:
    box = {"x": place(span.low), "x2": max(place(span.high), place(span.low) + 2), "y": y, "y2": y + height}
    return boxes([box], fill=fill, radius=3)


def _middle(span: Span, y: float, height: float, place: Place) -> Spec:
    x = place(span.mid)
    return lines([{"x": x, "x2": x, "y": y, "y2": y + height}], colour=Ink.PAPER, width=2)


def _needed_line(row: Strip, top: float, place: Place, needed: str, frame: Frame) -> list[Spec]:
    if row.bar is None:
        return []
    x = place(row.bar)
    return [
        lines([{"x": x, "x2": x, "y": top + 18, "y2": top + 46}], colour=Ink.BAR, width=2.5),
        words(
            [{"x": frame.plot_width, "y": top + 14, "text": _("needs %(value)s") % {"value": needed}}],
            colour=Ink.BAR, weight=600, align="right",
        ),
    ]  # fmt: skip


def _ends(row: Strip, top: float, place: Place, currency: str, frame: Frame) -> Spec:
    span = row.posterior or row.prior
    text = _range(span, row, currency)
    half = text_width(text, size=SMALL) / 2
    x = min(max((place(span.low) + place(span.high)) / 2, half), frame.plot_width - half)
    return words([{"x": x, "y": top + 56, "text": text}], size=SMALL, align="center")


_KIND_FILLS: dict[str, Ink | Fill] = {
    "logged_evidence": Ink.EVIDENCE, "cited_benchmark": Fill.BENCHMARK, "founder_input": Fill.GUESS,
    "authored_default": Fill.DEFAULT, "model_output": Fill.MODEL, "ai_estimate": Fill.AI,
}  # fmt: skip


def _mix_spec(mix: Mix, width: int) -> Spec:
    shown = [(KINDS[slug], share) for slug, share in mix.shares.items() if share > 0]
    total = sum(share for _kind, share in shown) or 1.0
    columns = 1 if width < 500 else 2
    frame = Frame(width=width, height=34 + 20 * -(-len(shown) // columns))
    layers, x = [], 0.0
    for i, (kind, share) in enumerate(shown):
        end = x + share / total * frame.plot_width
        left, y = (i % columns) * frame.plot_width / columns, 42 + 20 * (i // columns)
        fill = _KIND_FILLS[kind.slug]
        layers += [
            boxes([{"x": x, "x2": max(end - 1.5, x + 1), "y": 2, "y2": 20}], fill=fill),
            boxes([{"x": left, "x2": left + 11, "y": y - 10, "y2": y + 1}], fill=fill),
            words([{"x": left + 18, "y": y, "text": f"{fmt.percent(share)} {kind.short}"}], colour=Ink.INK),
        ]
        x = end
    return pixels(frame, layers)
