"""What a page takes from a form: the classes its view names, their fields, and the words it reads by itself."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from django import forms
from django.conf import settings
from django.forms.formsets import BaseFormSet
from django.utils.module_loading import import_string

from assay.engine.library import TEMPLATES
from assay.modules.backoffice.forms import Look
from assay.modules.identity.api import Role
from assay.modules.identity.forms.workspaces import ChangeRole, Invite
from assay.modules.validation.forms.check import CheckForm
from tests.faults.addresses import offered

type Form = type[forms.BaseForm]

# Forms whose fields depend on what they are about: all there can be.
_ALL_OF: Final[Mapping[Form, Mapping[str, Any]]] = {
    CheckForm: {"templates": tuple(TEMPLATES)},
    ChangeRole: {"roles": tuple(Role)},
    Invite: {"roles": tuple(Role)},
    Look: {"places": []},
}
_READS: Final = re.compile(r'POST(?:\.get|\.getlist)?[(\[]["\']?(\w+)|["\']?(\w+)["\']? in request\.POST')
_FEW: Final = 12


@cache
def forms_of(route: str) -> tuple[Form, ...]:
    """Return the forms that the page at an address names, in the order of their names."""
    found = {form for part in _parts(offered()[route]) for form in _named_forms(part)}
    return tuple(sorted(found, key=lambda form: form.__name__))


@cache
def words_of(route: str) -> tuple[str, ...]:
    """Return what the page reads without a form: which button was pressed, where to go on."""
    return tuple(sorted({word for part in _parts(offered()[route]) for word in _words(part)}))


def names_of(route: str) -> frozenset[str]:
    """Return every name that counts at an address. ``N`` stands for the number of a row."""
    return frozenset({*words_of(route), *(name for form in forms_of(route) for name, _says in fields_of(form))})


def fields_of(form: Form) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form by the name in what is posted, each in a few words."""
    try:
        made: Any = form(**_ALL_OF.get(form, {}))
    except (KeyError, TypeError):  # it asks for what only a request knows, and then has the fields of its class
        made = None
    own: Mapping[str, forms.Field] = made.fields if made else getattr(form, "base_fields")  # noqa: B009  unknown to types
    sets = [each for each in vars(made).values() if isinstance(each, BaseFormSet)] if made else []
    rows = {f"{each.prefix}-N-{name}": field for each in sets for name, field in each.form.base_fields.items()}
    return tuple(told for name, field in {**own, **rows}.items() for told in _told(name, field))


def _parts(view: Any) -> Iterator[Any]:
    """The view and what it calls of the pages; for a view that is a class, the class and its methods that are ours."""
    home = getattr(view, "view_class", None)
    methods = [each for base in home.__mro__ if _is_ours(base) for each in vars(base).values()] if home else []
    if home:
        yield home
    seen, waiting = set[Any](), [*methods, view]
    while waiting:
        part = inspect.unwrap(waiting.pop())
        if part not in seen and inspect.isfunction(part) and _is_ours(part):
            seen.add(part)
            yield part
            waiting += [each for each in _named(part) if inspect.isfunction(each) and ".pages" in each.__module__]


def _is_ours(thing: Any) -> bool:
    return bool(thing.__module__.startswith("assay."))


def _named(part: Callable[..., Any]) -> Iterator[Any]:
    """Everything of its module that a function names."""
    code = part.__code__
    inner = (each for each in code.co_consts if inspect.iscode(each))
    names = {*code.co_names, *(name for each in inner for name in each.co_names)}
    yield from (part.__globals__[name] for name in sorted(names) if name in part.__globals__)


def _named_forms(part: Any) -> Iterator[Form]:
    if inspect.isclass(part):
        base = getattr(part, "form_class", None)
        ours = map(import_string, settings.ACCOUNT_FORMS.values())
        yield from [next((form for form in ours if issubclass(form, base)), base)] if base else []
        return
    for named in _named(part):
        for each in named.values() if isinstance(named, dict) else [named]:
            if inspect.isclass(each) and issubclass(each, forms.BaseForm):
                yield each


def _words(part: Any) -> Iterator[str]:
    if inspect.isfunction(part):
        for groups in _READS.findall(inspect.getsource(part)):
            name = next(filter(None, groups))
            yield str(part.__globals__.get(name, name))


def _told(name: str, field: forms.Field) -> Iterator[tuple[str, str]]:
    """A field in words; one that asks with several boxes, box by box."""
    said = ", ".join([_kind(field), *_choices(field), *_limits(field), *(["optional"] * (not field.required))])
    boxes = getattr(field.widget, "widgets_names", ("",))
    yield from ((f"{name}{box}", said) for box in boxes)


def _kind(field: forms.Field) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(field).__name__.removesuffix("Field")).lower()
    return {"char": "text", "typed choice": "choice", "set password": "password"}.get(words, words)


def _choices(field: forms.Field) -> Iterator[str]:
    values = [str(value) for value, _ in getattr(field, "choices", ()) if str(value)]
    if 0 < len(values) <= _FEW:
        yield " / ".join(f"`{value}`" for value in values)
    elif hasattr(field, "choices"):
        yield "one of those there are"


def _limits(field: forms.Field) -> Iterator[str]:
    signs = {"MinLength": "from {:,}", "MaxLength": "to {:,}", "MinValue": "≥ {:,}", "MaxValue": "≤ {:,}"}
    for validator in field.validators:
        sign = signs.get(type(validator).__name__.removesuffix("Validator"))
        if sign:
            yield sign.format(_whole(getattr(validator, "limit_value", 0)))
    low, high = getattr(field, "bounds", (None, None))
    yield from (sign.format(_whole(bound)) for sign, bound in (("≥ {:,}", low), ("≤ {:,}", high)) if bound is not None)


def _whole(limit: Any) -> Any:
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit
