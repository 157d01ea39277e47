"""A small vocabulary for Vega-Lite specs: marks in pixels, marks on axes, text. The spec itself stays plain JSON.

Specs are written directly: the Python wrapper of the grammar takes a second and a half to import, in every process,
and adds nothing here. A test checks every spec against the wrapper's schema.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.web.charts.palette import Fill, Ink

type Spec = dict[str, Any]
type Rows = Sequence[Mapping[str, Any]]

FONT = "Inter"
SIZE = 13.0
SMALL = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The room a picture has: whole width and height, and the margins around the plot."""

    width: int
    height: int
    left: int = 1
    right: int = 1
    top: int = 4
    bottom: int = 4

    @property
    def plot_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> int:
        return self.height - self.top - self.bottom

    @property
    def is_narrow(self) -> bool:
        return self.width < 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A quantitative axis with chosen ticks; ``labels`` are already in the reader's language."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    title: str = ""
    has_grid: bool = False


def plot(frame: Frame, *, x: Axis, y: Axis, layers: Sequence[Spec]) -> Spec:
    """Layers over two shared axes."""
    first = layer("rule", [{}], opacity=0)
    first["encoding"] = {"x": _scaled(x, frame=frame, is_x=True), "y": _scaled(y, frame=frame, is_x=False)}
    return _view(frame) | {"layer": [first, *layers]}


def pixels(frame: Frame, layers: Sequence[Spec]) -> Spec:
    """Layers placed in pixels of the plot, y downwards."""
    x = Axis(low=0, high=frame.plot_width)
    y = Axis(low=frame.plot_height, high=0)
    return plot(frame, x=x, y=y, layers=_merged(layers))


def _merged(layers: Sequence[Spec]) -> list[Spec]:
    """Marks of one style in one layer, in the order of their first: the renderer's time goes with the layers."""
    found: dict[str, Spec] = {}
    for given in layers:
        style = json.dumps([given["mark"], given["encoding"]], sort_keys=True)
        if style not in found:
            found[style] = given | {"data": {"values": []}}
        found[style]["data"]["values"] += given["data"]["values"]
    return list(found.values())


def layer(mark: str, rows: Rows, **style: Any) -> Spec:
    """Marks of one kind. Columns ``x x2 y y2 text`` become channels where present; colours stand in the style."""
    columns = {column for row in rows for column in row}
    encoding: Spec = {name: {"field": name, "type": "quantitative"} for name in ("x", "y") if name in columns}
    encoding |= {name: {"field": name} for name in ("x2", "y2") if name in columns}
    if "text" in columns:
        encoding["text"] = {"field": "text", "type": "nominal"}
    return {"data": {"values": [dict(row) for row in rows]}, "mark": {"type": mark, **style}, "encoding": encoding}


def words(rows: Rows, *, colour: Ink = Ink.INK_2, size: float = SIZE, weight: int = 400, **style: Any) -> Spec:
    """Text at ``x``, ``y``; the baseline sits at y."""
    given = {"align": "left", "baseline": "alphabetic", "font": FONT} | style
    return layer("text", rows, color=colour.value, fontSize=size, fontWeight=weight, **given)


def boxes(rows: Rows, *, fill: Ink | Fill, radius: float = 2, **style: Any) -> Spec:
    """Rectangles from x, y to x2, y2."""
    return layer("rect", rows, color=fill.value, cornerRadius=radius, **style)


def lines(rows: Rows, *, colour: Ink, width: float = 1, dash: tuple[int, ...] = (), **style: Any) -> Spec:
    """Straight lines from x, y to x2, y2."""
    dashes = {"strokeDash": list(dash)} if dash else {}
    return layer("rule", rows, color=colour.value, strokeWidth=width, **dashes, **style)


def _view(frame: Frame) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": frame.plot_width,
        "height": frame.plot_height,
        "autosize": {"type": "none"},
        "padding": {"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
        "background": "transparent",
        "config": {"view": {"stroke": None}, "font": FONT, "text": {"color": Ink.INK.value}},
    }


def _scaled(axis: Axis, *, frame: Frame, is_x: bool) -> Spec:
    name = "x" if is_x else "y"
    scale = {"domain": [axis.low, axis.high], "nice": False, "zero": False}
    middle = (axis.low + axis.high) / 2
    return {"datum": middle, "type": "quantitative", "scale": scale, "axis": _axis(axis, name, frame)}


def _axis(axis: Axis, name: str, frame: Frame) -> Spec | None:
    if not axis.ticks:
        return None
    values, labels = list(axis.ticks), list(axis.labels)
    return {
        "values": values,
        "labelExpr": f"{json.dumps(labels)}[indexof({json.dumps(values)}, datum.value)]",
        "title": None,
        "grid": axis.has_grid,
        "gridColor": Ink.GRID.value,
        "domain": name == "x",
        "domainColor": Ink.AXIS.value,
        "ticks": False,
        "labelPadding": 6,
        "labelColor": Ink.INK_2.value,
        "labelFont": FONT,
        "labelFontSize": SMALL,
        "labelOverlap": frame.is_narrow and name == "x",
        "labelFlush": False,
    }
