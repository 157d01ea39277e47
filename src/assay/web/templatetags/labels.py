"""``{% load labels %}``: badges and plain words for values that are stored as single words."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assay.web.labels import DECISIONS, RECRUITMENTS, SEVERITIES, STRENGTHS, Label

register = template.Library()


@register.simple_tag
def strength(evidence_class: str) -> SafeString:
    """``{% strength test.evidence_class %}``: a badge that says what people gave."""
    return _badge(STRENGTHS, evidence_class)


@register.simple_tag
def severity(level: str) -> SafeString:
    """``{% severity risk.severity %}``: a badge that says how bad it is."""
    return _badge(SEVERITIES, level)


@register.simple_tag
def decision(name: str) -> SafeString:
    """``{% decision step.decision %}``: what an outcome of a test will mean."""
    return _badge(DECISIONS, name)


@register.filter
def strength_word(evidence_class: str) -> str:
    """The word of :func:`strength` alone, for running text."""
    return str(STRENGTHS[str(evidence_class)].word)


@register.filter
def strength_meaning(evidence_class: str) -> str:
    """What that strength of evidence is worth."""
    return str(STRENGTHS[str(evidence_class)].meaning)


@register.filter
def recruitment_word(recruitment: str) -> str:
    """How the people in a test were found."""
    return str(RECRUITMENTS[str(recruitment)].word)


def _badge(labels: Mapping[str, Label], name: str) -> SafeString:
    label = labels[str(name)]
    tone = f" badge--{label.tone}" if label.tone else ""
    return format_html('<span class="badge{}">{}</span>', tone, label.word)
