"""Sentences whose numbers stand in slots, ``{{q:id}}``, so that no number is shown without its source (Q17)."""

import re
from collections.abc import Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from assay.web import format as fmt
from assay.web.quantities import Sourced

_SLOT = re.compile(r"\{\{q:([^{}]+)\}\}")
_AS_STATED = frozenset({"founder_input", "logged_evidence", "cited_benchmark"})


class UnknownSlot(LookupError):
    """A sentence names a number that is not in the table."""


def spoken(text: str, quantities: Mapping[str, Sourced], *, currency: str = "") -> str:
    """The sentence as plain text. Raises UnknownSlot."""
    return _SLOT.sub(lambda slot: shown(_find(slot[1], quantities), currency=currency), text)


def marked(text: str, quantities: Mapping[str, Sourced], *, currency: str = "") -> SafeString:
    """The sentence as HTML, each number bound to its id. Raises UnknownSlot."""
    parts, at = [], 0
    for slot in _SLOT.finditer(text):
        quantity = _find(slot[1], quantities)
        parts += [escape(text[at : slot.start()]), bound(quantity, currency=currency)]
        at = slot.end()
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - every part is escaped above


def shown(quantity: Sourced, *, currency: str = "") -> str:
    """A quantity as people read it: its value, else its median, else its interval; a dash when it has none."""
    value = quantity.value if quantity.value is not None else quantity.p50
    if value is not None:
        return fmt.number(value, quantity.unit, currency=currency, exact=quantity.kind in _AS_STATED)
    if quantity.p05 is None or quantity.p95 is None:
        return "–"
    return fmt.interval(quantity.p05, quantity.p95, quantity.unit, currency=currency)


def bound(quantity: Sourced, *, currency: str = "") -> SafeString:
    """A quantity's number bound to its id. ``currency`` is what the unit word money stands for."""
    value = quantity.value if quantity.value is not None else quantity.p50
    return format_html(
        '<data class="q" data-q="{}" value="{}">{}</data>',
        quantity.id,
        "" if value is None else repr(float(value)),
        shown(quantity, currency=currency),
    )


def _find(name: str, quantities: Mapping[str, Sourced]) -> Sourced:
    try:
        return quantities[name]
    except KeyError:
        raise UnknownSlot(name) from None
