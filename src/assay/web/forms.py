"""Forms that are accessible by default: every Django form rendered through this renderer announces its errors,
names its hints and marks what may stay empty. The range field asks for low, likely and high, or "don't know".
"""

from dataclasses import dataclass
from typing import Any, override

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AssayRenderer(DjangoTemplates):
    """Set as ``FORM_RENDERER``; ``{{ form }}`` then looks and speaks like the product."""

    form_template_name = "web/forms/form.html"
    formset_template_name = "web/forms/formset.html"
    field_template_name = "web/forms/field.html"

    @override
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if "widget" in context:
            for box in (context["widget"], *context["widget"].get("subwidgets", ())):
                if box.get("type") == "number" and box.get("value"):
                    box["value"] = _as_written(str(box["value"]))
        return super().render(template_name, context, request)


def _as_written(number: str) -> str:
    """A number as people write it: 3000 for 3000.0, and .07 times a hundred without the dust of binary fractions."""
    _whole, _point, decimals = number.partition(".")
    if decimals == "0" or len(decimals) > 10:
        try:
            return f"{float(number):.10f}".rstrip("0").rstrip(".")
        except ValueError:
            return number
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """Low, likely and high of a 90 % range, in the unit of the question."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultHint:
    """What is used when the founder doesn't know, and where that comes from. ``quantity_id`` binds the shown text."""

    text: str
    source: str
    kind: str = "authored_default"
    quantity_id: str = ""


def _number_box() -> forms.NumberInput:
    return forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})


class DefaultedNumber(forms.NumberInput):
    """One box, and below it what is used when it stays empty."""

    template_name = "web/forms/defaulted.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.hint: DefaultHint | None = None
        super().__init__({"step": "any", "inputmode": "decimal", **(attrs or {})})

    @override
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        given = dict(attrs or {})
        if self.hint and "id" in given:
            own = f"{given['id']}_default"
            given["aria-describedby"] = f"{given.get('aria-describedby', '')} {own}".strip()
        context = super().get_context(name, value, given)
        context["widget"]["hint"] = self.hint
        return context


class RangeWidget(forms.MultiWidget):
    """Three boxes and "don't know"; posts ``<name>_low``, ``_likely``, ``_high``, ``_unknown``."""

    template_name = "web/forms/range.html"
    use_fieldset = True

    def __init__(self, *, unit: str | Promise = "", hint: DefaultHint | None = None) -> None:
        self.unit, self.hint = unit, hint
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "low": _number_box(),
            "likely": _number_box(),
            "high": _number_box(),
            "unknown": forms.CheckboxInput(),
        }
        super().__init__(boxes)

    @override
    def decompress(self, value: Any) -> list[Any]:
        if value is None:
            return [None, None, None, False]  # the script ticks it; a tick without script would outvote typed numbers
        triple = value if isinstance(value, Triple) else Triple(low=value.low, likely=value.likely, high=value.high)
        return [triple.low, triple.likely, triple.high, False]

    @override
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        low, likely, high, unknown = context["widget"]["subwidgets"]
        context["widget"] |= {"boxes": [low, likely, high], "unknown": unknown, "unit": self.unit, "hint": self.hint}
        return context


class RangeField(forms.MultiValueField):
    """A 90 % range in ascending order, or None for "don't know". Empty boxes count as "don't know" too."""

    default_error_messages = {  # noqa: RUF012 - Django reads this name from the class
        "incomplete": _("Fill in low, likely and high, or choose “I don't know”."),
        "order": _("Low must not be above likely, and likely not above high."),
        "min_value": _("Use numbers of at least %(bound)s."),
        "max_value": _("Use numbers of at most %(bound)s."),
    }
    widget = RangeWidget

    def __init__(
        self,
        *,
        unit: str | Promise = "",
        hint: DefaultHint | None = None,
        bounds: tuple[float | None, float | None] = (0, None),
        **kwargs: Any,
    ) -> None:
        self.bounds = bounds
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", RangeWidget(unit=unit, hint=hint))
        parts = [forms.FloatField(required=False) for _part in range(3)]
        super().__init__(fields=[*parts, forms.BooleanField(required=False)], require_all_fields=False, **kwargs)

    @override
    def clean(self, value: Any) -> Triple | None:
        unknown = bool(value) and len(value) > 3 and self.fields[3].clean(value[3])
        return None if unknown else super().clean(value)

    @override
    def compress(self, data_list: list[Any]) -> Triple | None:
        numbers = [number for number in (data_list or [])[:3] if number is not None]
        if not numbers:
            return None
        if len(numbers) < 3:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        self._check_bounds(numbers)
        if not numbers[0] <= numbers[1] <= numbers[2]:
            raise ValidationError(self.error_messages["order"], code="order")
        return Triple(low=numbers[0], likely=numbers[1], high=numbers[2])

    def _check_bounds(self, numbers: list[float]) -> None:
        low, high = self.bounds
        if low is not None and min(numbers) < low:
            raise ValidationError(self.error_messages["min_value"], code="min_value", params={"bound": f"{low:g}"})
        if high is not None and max(numbers) > high:
            raise ValidationError(self.error_messages["max_value"], code="max_value", params={"bound": f"{high:g}"})


class ChoiceCards(forms.RadioSelect):
    """Radio buttons as cards. A label's first line is the title, further lines explain it."""

    template_name = "web/forms/cards.html"


class MultipleChoiceCards(forms.CheckboxSelectMultiple):
    """Check boxes as cards."""

    template_name = "web/forms/cards.html"


class SliderInput(forms.NumberInput):
    """A slider with its live value beside it; a plain number box works the same without script."""

    input_type = "range"
    template_name = "web/forms/slider.html"


class TagsInput(forms.TextInput):
    """Words separated by commas; script turns them into chips."""

    template_name = "web/forms/tags.html"


class TagsField(forms.CharField):
    """Comma-separated words → tuple without doubles, in the order typed."""

    widget = TagsInput

    @override
    def to_python(self, value: Any) -> Any:
        text = value if isinstance(value, str) else ", ".join(value or ())
        words = (word.strip() for word in text.split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    @override
    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)

    @override
    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))
