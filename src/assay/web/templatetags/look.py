"""Template tags of the look: ``{% load look %}``."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from assay.web import format as fmt
from assay.web import nav as navigation
from assay.web import sentences
from assay.web.icons import ICONS
from assay.web.quantities import Sourced
from assay.web.theme import LABELS, chosen
from assay.web.ways import ways
from assay.web.words import KINDS, VERDICTS, Kind

register = template.Library()


def _request(context: Context) -> HttpRequest | None:
    request: HttpRequest | None = context.get("request")
    return request


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The chosen theme's name, for ``<html data-theme>``."""
    return chosen(_request(context)).value


@register.simple_tag
def themes() -> list[tuple[str, str]]:
    """Every theme as (value, label)."""
    return [(choice.value, str(label)) for choice, label in LABELS.items()]


@register.simple_tag(takes_context=True)
def nav(context: Context, group: str) -> tuple[navigation.NavLink, ...]:
    """``{% nav "main" as links %}``: the navigation links that exist."""
    request = _request(context)
    return navigation.links(navigation.REGISTRY[group], path=request.path if request else "")


@register.inclusion_tag("components/ways_in.html", takes_context=True)
def ways_in(context: Context) -> dict[str, object]:
    """``{% ways_in %}``: what else one may sign in with; nothing where nothing is set up."""
    request = _request(context)
    return {"ways": ways(request) if request else ()}


@register.simple_tag(takes_context=True)
def staff_nav(context: Context) -> tuple[navigation.NavLink, ...]:
    """``{% staff_nav as links %}``: the staff pages that whoever asks may open."""
    request = _request(context)
    return navigation.staff_links(request) if request else ()


@register.simple_tag
def link(name: str, *args: object, default: str = "", **kwargs: object) -> str:
    """Like ``{% url %}``, but gives ``default`` when no module offers the page."""
    return navigation.find_url(name, *args, **kwargs) or default


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "check" %}``: decorative, or named when ``label`` is given."""
    path = ICONS[name]
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>', label, path
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', path
    )


@register.simple_tag(takes_context=True)
def number(context: Context, quantity: Sourced) -> SafeString:
    """A bound number: ``<data class="q" data-q="p_goal" value="0.34">34%</data>``; the value, else the median.

    Amounts of ``money`` take their currency from the page's ``currency``.
    """
    has_middle = quantity.value is not None or quantity.p50 is not None
    currency = _currency(context)
    return sentences.bound(quantity, currency=currency) if has_middle else _interval(quantity, currency=currency)


@register.simple_tag(takes_context=True)
def interval(context: Context, quantity: Sourced) -> SafeString:
    """A bound 90 % interval, p05 to p95."""
    return _interval(quantity, currency=_currency(context))


def _interval(quantity: Sourced, *, currency: str) -> SafeString:
    if quantity.p05 is None or quantity.p95 is None:
        return SafeString("")
    text = fmt.interval(quantity.p05, quantity.p95, quantity.unit, currency=currency)
    value = f"{float(quantity.p05)!r}/{float(quantity.p95)!r}"
    return format_html('<data class="q q--range" data-q="{}" value="{}">{}</data>', quantity.id, value, text)


def _currency(context: Context) -> str:
    return str(context.get("currency") or "")


@register.simple_tag
def verdict(name: str, size: str = "") -> SafeString:
    """The verdict pill: colour, icon and word. ``size`` is "" or "large"."""
    known = VERDICTS[str(name).lower()]
    classes = f"verdict verdict--{known.slug}" + (f" verdict--{size}" if size else "")
    return format_html('<span class="{}">{}<span>{}</span></span>', classes, icon(known.icon), known.word)


@register.simple_tag
def kind_mark(kind: str) -> SafeString:
    """The square that says where a number comes from: colour, pattern and letter."""
    known = KINDS[str(kind)]
    return format_html(
        '<span class="kind kind--{}"><span class="kind__mark" aria-hidden="true">{}</span>{}</span>',
        known.slug, known.mark, known.word,
    )  # fmt: skip


@register.inclusion_tag("components/stat.html", takes_context=True)
def stat(context: Context, quantity: Sourced, hint: str = "", mix: Mapping[str, float] | None = None) -> dict[str, Any]:
    """A headline number with its source behind it, and the mix bar of what it rests on."""
    return {**_sourced(context, quantity), "hint": hint, "mix": mix}


@register.inclusion_tag("components/source.html", takes_context=True)
def source(context: Context, quantity: Sourced) -> dict[str, Any]:
    """A small number that opens its source."""
    return _sourced(context, quantity)


def _sourced(context: Context, quantity: Sourced) -> dict[str, Any]:
    return {"quantity": quantity, "kind": KINDS[str(quantity.kind)], "currency": _currency(context)}


@register.inclusion_tag("components/mix.html")
def mix_bar(mix: Mapping[str, float], name: str = "mix") -> dict[str, Any]:
    """Of what drives a number, how much comes from each kind. ``mix`` maps kind to share; ``name`` binds the shares."""
    parts = [(kind, float(mix.get(slug, 0.0))) for slug, kind in KINDS.items()]
    widths = _whole_percents([share for _kind, share in parts])
    shown = [
        {"kind": kind, "width": width, "text": fmt.percent(share), "share": repr(share)}
        for (kind, share), width in zip(parts, widths, strict=True)
        if width
    ]
    return {"parts": shown, "name": name, "sentence": _mix_sentence(parts)}


def _mix_sentence(parts: Sequence[tuple[Kind, float]]) -> str:
    told = [f"{fmt.percent(share)} {kind.short}" for kind, share in parts if share >= 0.005]
    return ", ".join(told)


def _whole_percents(shares: Sequence[float]) -> list[int]:
    """Whole percents that add up to 100: the largest remainders are rounded up."""
    total = sum(shares)
    if total <= 0:
        return [0 for _ in shares]
    exact = [share / total * 100 for share in shares]
    floors = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: exact[i] - floors[i], reverse=True)
    for index in order[: 100 - sum(floors)]:
        floors[index] += 1
    return floors


@register.simple_tag
def breadcrumbs(*pairs: str) -> SafeString:
    """``{% breadcrumbs "Ideas" ideas_url "Dog van" "" %}``: label and address in turn; the last has no address."""
    trail = list(zip(pairs[::2], pairs[1::2], strict=True))
    items = format_html_join("", "{}", ((_crumb(str(label), str(url)),) for label, url in trail))
    return format_html('<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>', gettext("Breadcrumb"), items)


def _crumb(label: str, url: str) -> SafeString:
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.inclusion_tag("components/figure.html")
def figure(chart: object, caption: str = "", level: str = "h3") -> dict[str, Any]:
    """A chart: picture, sentence and table. ``chart`` is a ``web.charts.Figure``."""
    return {"chart": chart, "caption": caption, "level": level}


@register.filter
def split_lines(text: object) -> list[str]:
    """The lines of a label: its title, then what explains it."""
    return str(text).splitlines()


@register.filter
def svg(markup: str) -> SafeString:
    """Let an SVG of our own renderer through unescaped."""
    return mark_safe(markup)  # noqa: S308 - only ever our own chart renderer's output, whose texts are escaped there
