"""Template tags: numbers bound to their source, words with colour and icon, links that may be missing."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from assay.web.showcase import CHURN, MIX, P_GOAL, Sample
from assay.web.templatetags.look import _whole_percents


def draw(source: str, **context: object) -> str:
    return Template("{% load look sentences %}" + source).render(Context(context))


def test_a_number_carries_its_quantity_and_its_raw_value() -> None:
    assert draw("{% number q %}", q=P_GOAL) == '<data class="q" data-q="p_goal" value="0.41">41%</data>'


def test_a_number_without_value_shows_its_median() -> None:
    assert 'value="0.038">3.8%<' in draw("{% number q %}", q=CHURN)


def test_a_number_with_ends_only_shows_them() -> None:
    ends = Sample(id="x", label="x", unit="share", kind="model_output", p05=0.1, p95=0.3)
    assert draw("{% number q %}", q=ends).count("data-q") == 1
    assert "10%" in draw("{% number q %}", q=ends)


def test_a_hostile_label_is_escaped() -> None:
    evil = Sample(id='"><script>', label="<b>", unit="share", kind="founder_input", value=0.5, source_id="<i>")
    shown = draw("{% stat q %}", q=evil)
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_the_source_card_names_kind_range_source_and_age() -> None:
    shown = draw("{% source q %}", q=CHURN)
    for word in ("Cited benchmark", "2.1%", "6.7%", "registry · churn, small B2B", "2025"):
        assert word in shown


def test_money_in_a_stat_takes_the_page_currency() -> None:
    price = Sample(id="v", label="v", unit="money", kind="model_output", value=20.0)
    assert "£20" in draw("{% stat q %}", q=price, currency="GBP")


@pytest.mark.parametrize("shares", [[0.34, 0.21, 0.12, 0.33], [1, 1, 1], [0.005, 0.995], [0.0, 0.0], [3.0, 4.0, 5.5]])
def test_the_parts_of_a_mix_bar_fill_it_exactly(shares: list[float]) -> None:
    assert sum(_whole_percents(shares)) == (100 if sum(shares) else 0)


def test_a_mix_bar_says_in_words_what_it_shows() -> None:
    shown = draw("{% mix_bar mix 'p_goal' %}", mix=MIX)
    assert "34% your evidence, 21% benchmark, 12% your guess, 33% our default" in shown
    assert 'data-q="p_goal:logged_evidence" value="0.34"' in shown
    assert "style=" not in shown


@pytest.mark.parametrize("name", ["incomplete", "test", "commit", "pivot", "stop", "TEST"])
def test_a_verdict_is_colour_icon_and_word(name: str) -> None:
    shown = draw("{% verdict v %}", v=name)
    assert f"verdict--{name.lower()}" in shown
    assert "<svg" in shown
    assert name.capitalize() in shown


def test_a_link_to_a_page_nobody_offers_gives_the_default() -> None:
    assert draw('{% link "nobody:nothing" default="/x/" %}') == "/x/"
    assert draw('{% link "design" %}') == "/design/"


def test_the_navigation_marks_where_the_reader_is() -> None:
    request = RequestFactory().get("/method/")
    shown = draw(
        '{% nav "public" as links %}{% for l in links %}{{ l.url }}={{ l.is_current }} {% endfor %}', request=request
    )
    assert "/method/=True" in shown
    assert shown.count("True") == 1


def test_breadcrumbs_link_all_but_the_last() -> None:
    shown = draw('{% breadcrumbs "Ideas" "/app/ideas/" name "" %}', name="A <van>")
    assert '<a href="/app/ideas/">Ideas</a>' in shown
    assert '<li aria-current="page">A &lt;van&gt;</li>' in shown


def test_an_icon_is_silent_unless_named() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "check" %}')
    assert 'role="img" aria-label="Done"' in draw('{% icon "check" "Done" %}')
