"""``{% load sentences %}{% say sentence %}``: numbers bound; the page has ``quantities`` and ``currency``."""

from typing import Protocol

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from assay.web.sentences import marked

register = template.Library()


class Slotted(Protocol):
    """A sentence of the engine: text with ``{{q:id}}`` slots."""

    @property
    def text(self) -> str: ...


@register.simple_tag(takes_context=True)
def say(context: Context, sentence: Slotted | None) -> SafeString:
    """The sentence as HTML, its numbers bound to the table in ``quantities``; nothing for None."""
    return (
        SafeString("")
        if sentence is None
        else marked(sentence.text, context["quantities"], currency=str(context.get("currency") or ""))
    )
