"""A form's answers as text, for pages that show them and take no others."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext as _

from assay.web import format as fmt
from assay.web.forms import RangeWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One question and what was answered; an empty text is no answer."""

    label: str
    text: str


def read_off(form: forms.BaseForm) -> Iterator[Said]:
    """Every visible field of a form with its value in words."""
    return (read_one(field) for field in form.visible_fields())


def read_one(field: forms.BoundField) -> Said:
    """One field with its value in words."""
    return Said(label=str(field.label), text=_text(field.field, field.value()))


def _text(field: forms.Field, value: Any) -> str:
    widget = field.widget
    if value is None or value in ("", []):
        return ""
    if isinstance(widget, RangeWidget):
        low, likely, high, _unknown = value if isinstance(value, list) else widget.decompress(value)
        return f"{_number(low)} – {_number(likely)} – {_number(high)} {widget.unit}".strip()
    if isinstance(widget, forms.CheckboxInput):
        return _("Yes") if value else _("No")
    if isinstance(widget, ChoiceWidget):
        return ", ".join(_words(widget, value))
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    return fmt.plain(value, exact=True)  # as it was typed


def _words(widget: ChoiceWidget, value: Any) -> Iterator[str]:
    """The first lines of the chosen options: further lines of a card explain it."""
    chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
    for key, label in widget.choices:
        if str(key) in chosen:
            yield str(label).partition("\n")[0]
