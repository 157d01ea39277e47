"""Spec → SVG. The renderer is warmed by its first use (about 0.7 s); pictures are kept by the hash of their spec."""

import hashlib
import json
import re
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import vl_convert
from django.core.cache import cache as shared

from assay.web.charts.palette import PATTERNS, VARIABLES, Fill, Ink, Pattern
from assay.web.charts.spec import Spec

_FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
_KEPT_SECONDS = 7 * 24 * 3600
_RENDERER = "2"  # raise when the drawing below changes, so that kept pictures are drawn anew
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|pointer-events|version|xmlns:xlink|stroke-miterlimit|font-family)="[^"]*"'
)
_GROUND = re.compile(r'<rect width="[^"]*" height="[^"]*" fill="transparent"/>')
_EMPTY = re.compile(r'<path(?: aria-hidden="true")? d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>')
_HEX = re.compile(r'(?<==")#[0-9a-f]{6}(?=")')
_SIZE = re.compile(r'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')


def draw(spec: Spec) -> str:
    """The bare drawing of a spec, with stand-in fills still in place."""
    return _drawn(json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=256)
def _drawn(text: str) -> str:
    """Kept twice: here for when the shared cache is away, and there for the other processes."""
    key = f"chart:{_RENDERER}:{hashlib.sha256(text.encode()).hexdigest()}"
    kept = shared.get(key)
    if isinstance(kept, str):
        return kept
    _fonts()
    drawing: str = vl_convert.vegalite_to_svg(text, vl_version="6.4")
    shared.set(key, drawing, _KEPT_SECONDS)
    return drawing


def warm() -> None:
    """Start the renderer, so that the first reader does not wait for it. For workers and servers at their start."""
    _fonts()
    vl_convert.vegalite_to_svg({"mark": "point", "data": {"values": [{}]}}, vl_version="6.4")


def on_page(drawing: str, *, css_class: str, title: str, description: str) -> str:
    """A drawing for HTML: theme variables for colours, the page's font, one name and description for the whole."""
    uid = hashlib.sha256(f"{css_class}{drawing}".encode()).hexdigest()[:10]
    inner = _HEX.sub(lambda match: _variable(match[0], uid), _body(drawing))
    return (
        f'<svg class="{css_class}" viewBox="{_view_box(drawing)}" role="img" aria-labelledby="t{uid} d{uid}">'
        f'<title id="t{uid}">{escape(title)}</title><desc id="d{uid}">{escape(description)}</desc>'
        f"{_definitions(drawing, uid, themed=True)}{inner}</svg>"
    )


def on_paper(drawing: str, *, title: str, description: str) -> str:
    """A drawing for PDF and mail: literal colours and Inter."""
    uid = hashlib.sha256(drawing.encode()).hexdigest()[:10]
    inner = _HEX.sub(lambda match: _pattern_url(match[0], uid) or match[0], _body(drawing))
    box = _view_box(drawing)
    width, height = box.split(" ")[2:]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{box}"'
        ' font-family="Inter">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"{_definitions(drawing, uid, themed=False)}{inner}</svg>"
    )


def to_png(svg: str, *, scale: float) -> bytes:
    """A raster picture of an ``on_paper`` drawing."""
    _fonts()
    picture: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return picture


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(_FONTS))


def _view_box(drawing: str) -> str:
    match = _SIZE.search(drawing)
    if match is None:
        raise ValueError("a drawing without a size")
    return f"0 0 {match[1]} {match[2]}"


def _body(drawing: str) -> str:
    inner = _SIZE.sub("", drawing, count=1).removesuffix("</svg>")
    return _GROUND.sub("", _EMPTY.sub("", _NOISE.sub("", inner)), count=1)


def _variable(colour: str, uid: str) -> str:
    url = _pattern_url(colour, uid)
    if url:
        return url
    return f"var({VARIABLES[Ink(colour)]})" if colour in set(Ink) else colour


def _pattern_url(colour: str, uid: str) -> str | None:
    return f"url(#p{uid}{colour[1:]})" if colour in set(Fill) else None


def _definitions(drawing: str, uid: str, *, themed: bool) -> str:
    used = [fill for fill in Fill if fill.value in drawing]
    tiles = "".join(_tile(PATTERNS[fill], name=f"p{uid}{fill.value[1:]}", themed=themed) for fill in used)
    return f"<defs>{tiles}</defs>" if tiles else ""


def _tile(pattern: Pattern, *, name: str, themed: bool) -> str:
    ground, stroke = (f"var({VARIABLES[ink]})" if themed else ink.value for ink in (pattern.ground, pattern.stroke))
    size = pattern.size
    return (
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size}" height="{size}" fill="{ground}"/>'
        f'<path d="{pattern.path}" fill="none" stroke="{stroke}" stroke-width="{pattern.width:g}"/></pattern>'
    )
