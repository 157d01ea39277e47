"""What every step of the wizard has: it shows answers, and puts what was posted back into them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise

from assay.engine.inputs import IdeaInput
from assay.engine.types import Range
from assay.web.forms import DefaultedNumber, DefaultHint, RangeWidget, Triple
from assay.web.readings import Said, read_off

type Hints = Mapping[str, DefaultHint]


class StepForm(forms.Form):
    """One step. ``money_units`` names the range fields counted in the idea's currency, and what follows it."""

    title: ClassVar[Promise]
    lead: ClassVar[Promise]
    money_units: ClassVar[Mapping[str, str | Promise]] = MappingProxyType({})

    @classmethod
    def show(cls, answers: IdeaInput, hints: Hints) -> Self:
        """The form as the answers stand."""
        return cls(initial=cls.read(answers)).dressed(answers, hints)

    @classmethod
    def post(cls, data: QueryDict, answers: IdeaInput, hints: Hints) -> Self:
        """The form as it was posted."""
        return cls(data=data).dressed(answers, hints)

    @classmethod
    def read(cls, answers: IdeaInput) -> dict[str, Any]:
        """The initial values of the fields."""
        raise NotImplementedError

    def apply(self, answers: IdeaInput) -> IdeaInput:
        """The answers with what was posted; call after is_valid()."""
        raise NotImplementedError

    def said(self) -> tuple[Said, ...]:
        """The answers as text, for an idea that takes no others."""
        return tuple(read_off(self))

    def dressed(self, answers: IdeaInput, hints: Hints) -> Self:
        """The form with its units and with the default that "don't know" stands for, field by field."""
        for name, after in self.money_units.items():
            _range_widget(self, name).unit = f"{answers.money.currency} {after}".strip()
        for name, hint in hints.items():
            widget = self.fields[name].widget if name in self.fields else None
            if isinstance(widget, RangeWidget | DefaultedNumber):
                widget.hint = hint
        return self


def _range_widget(form: forms.Form, name: str) -> RangeWidget:
    widget = form.fields[name].widget
    if not isinstance(widget, RangeWidget):
        raise TypeError(f"{name} is no range")
    return widget


def as_range(triple: Triple | Range | None, *, scale: float = 1.0) -> Range | None:
    """A posted triple in the unit of the engine (``scale`` .01 turns percent into a share)."""
    if triple is None:
        return None
    return Range(low=triple.low * scale, likely=triple.likely * scale, high=triple.high * scale)
