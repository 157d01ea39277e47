"""Placing things: tick marks, text widths, labels that keep their distance, one drawing in two widths."""

import math
from collections.abc import Callable, Sequence

from assay.web.charts import render
from assay.web.charts.figure import Figure, Table
from assay.web.charts.spec import SIZE, Spec

type Place = Callable[[float], float]  # value → pixel

NARROW, WIDE = 340, 620
_THIN = frozenset("iljtfr.,:;'|!()[]I1 \u00a0")
_BROAD = frozenset("mwMWQO@%—€")


def figure(
    build: Callable[[int], Spec], *, title: str, sentence: str, table: Table, sources: tuple[str, ...] = ()
) -> Figure:
    """Draw at both widths; the wide one is the one for paper."""
    specs = (build(WIDE), build(NARROW))
    wide, narrow = (render.draw(spec) for spec in specs)
    on_page = [
        render.on_page(drawing, css_class=css_class, title=title, description=sentence)
        for drawing, css_class in ((wide, "chart__wide"), (narrow, "chart__narrow"))
    ]
    return Figure(
        svg="".join(on_page),
        print_svg=render.on_paper(wide, title=title, description=sentence),
        sentence=sentence,
        table=table,
        specs=specs,
        sources=sources,
    )


def ticks(low: float, high: float, *, count: int) -> tuple[float, ...]:
    """Round steps of 1, 2 or 5 inside [low, high]; about ``count`` of them."""
    if not high > low:
        return (low,)
    raw = (high - low) / count
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))


def text_width(text: str, *, size: float = SIZE) -> float:
    """Roughly how wide Inter sets a text, in pixels."""
    return size * sum(0.3 if c in _THIN else 0.88 if c in _BROAD else 0.66 if c.isupper() else 0.58 for c in text)


def clipped(text: str, *, room: float, size: float = SIZE) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size=size) <= room:
        return text
    while text and text_width(text + "…", size=size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def spread(places: Sequence[float], *, gap: float, low: float, high: float) -> tuple[float, ...]:
    """The same places, moved apart so that neighbours are at least ``gap`` apart and all lie in [low, high]."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    floor = low
    for i in order:
        moved[i] = max(moved[i], floor)
        floor = moved[i] + gap
    ceiling = high
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return tuple(moved)


def scaler(low: float, high: float, *, width: float, is_log: bool = False) -> Place:
    """Value → pixel on [0, width], clamped to it."""

    def bend(value: float) -> float:
        return math.log(max(value, low)) if is_log else value

    start, end = bend(low), bend(high)
    reach = end - start or 1.0
    return lambda value: min(width, max(0.0, (bend(value) - start) / reach * width))
