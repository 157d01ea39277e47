"""Forms: errors announced, hints attached, ranges checked."""

import pytest
from django import forms
from django.http import QueryDict

from assay.web.forms import DefaultHint, RangeField, TagsField, Triple


class Asked(forms.Form):
    name = forms.CharField(max_length=20, help_text="<em>short</em>")
    price = RangeField(
        unit="EUR", bounds=(0, 1000), hint=DefaultHint(text="19–49 EUR", source="ours", quantity_id="V1")
    )
    words = TagsField(required=False, max_length=30)
    agreed = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)
    note = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2)


def posted(text: str) -> Asked:
    return Asked(QueryDict(text))


def test_a_range_in_order_is_a_triple() -> None:
    form = posted("name=x&price_low=10&price_likely=20&price_high=30.5")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] == Triple(low=10, likely=20, high=30.5)


@pytest.mark.parametrize(
    "answer", ["", "price_unknown=on", "price_low=1&price_likely=2&price_high=3&price_unknown=on", "price_low="]
)
def test_not_knowing_is_a_valid_answer(answer: str) -> None:
    form = posted(f"name=x&{answer}")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("price_low=3&price_likely=2&price_high=1", "must not be above"),
        ("price_low=3", "Fill in low, likely and high"),
        ("price_low=-1&price_likely=2&price_high=3", "at least 0"),
        ("price_low=1&price_likely=2&price_high=1001", "at most 1000"),
        ("price_low=abc&price_likely=2&price_high=3", "Enter a number"),
        ("price_low=nan&price_likely=2&price_high=3", "Enter a number"),
        ("price_low=1&price_likely=2&price_high=inf", "Enter a number"),
        ("price_low=1e999&price_likely=2&price_high=3", "Enter a number"),
    ],
)
def test_a_wrong_range_is_named(answer: str, told: str) -> None:
    form = posted(f"name=x&{answer}")
    assert not form.is_valid()
    assert told in str(form.errors["price"])


def test_errors_are_announced_first_and_lead_to_their_fields() -> None:
    shown = str(posted("price_low=3&price_likely=2&price_high=1&note=long"))
    assert 'role="alert" tabindex="-1" autofocus' in shown
    assert shown.index('role="alert"') < shown.index('<input type="text" name="name"')
    assert 'href="#id_name"' in shown
    assert 'href="#id_price_field"' in shown
    assert 'id="id_price_field"' in shown
    assert "at most 2 characters" in shown, "an error of a hidden field must be seen too"


def test_hint_and_error_are_attached_to_their_field() -> None:
    shown = str(posted(""))
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown


def test_what_was_typed_comes_back_escaped() -> None:
    shown = str(posted('name="><script>alert(1)</script>&price_low=<b>'))
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "<em>" not in shown, "hints are text"


def test_no_id_stands_twice() -> None:
    shown = str(Asked())
    ids = [part.split('"')[0] for part in shown.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_default_and_its_source_stand_beside_not_knowing() -> None:
    shown = str(Asked())
    assert 'data-q="V1"' in shown
    assert "19–49 EUR" in shown
    assert "ours" in shown


def test_an_answer_given_before_fills_the_boxes_and_not_knowing_is_ticked_by_nobody_but_the_reader() -> None:
    shown = str(Asked(initial={"price": Triple(low=1, likely=2, high=3)})["price"])
    assert 'name="price_low" value="1"' in shown
    assert "checked" not in shown
    # Without script a tick made by the server would stay and outvote the numbers typed beside it.
    assert "checked" not in str(Asked(initial={"price": None})["price"])


def test_words_are_split_trimmed_and_kept_once() -> None:
    form = posted("name=x&words= Python, Sales ,,Python")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["words"] == ("Python", "Sales")
    assert not posted(f"name=x&words={'a' * 31}").is_valid()
    assert 'value="A, B"' in str(Asked(initial={"words": ("A", "B")})["words"])
