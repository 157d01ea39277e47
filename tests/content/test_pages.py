"""The pages for everybody."""

import re

import pytest
from django.test import Client

from assay.engine.library import EVIDENCE_TYPES
from assay.modules.content.policy import BIASES, OBSERVED, ceiling, corrected
from assay.modules.content.types import Given

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/method/"])
def test_a_page_for_everybody_opens_without_an_account_and_loads_nothing_from_elsewhere(
    client: Client, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    loaded = re.findall(r'(?:src|href)="(https?:[^"]+|//[^"]+)"', answer.text)
    assert loaded == []
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\ssrc=)', answer.text)


def test_both_doors_lead_through_sign_up_and_on(client: Client) -> None:
    text = client.get("/").text
    assert re.search(r'href="/accounts/signup/\?next=/app/ideas/new/"', text)
    assert re.search(r'href="/accounts/signup/\?next=/app/discover/"', text)


def test_the_sample_report_is_one_click_away(client: Client) -> None:
    assert 'href="/sample/"' in client.get("/").text


def test_the_picture_on_the_landing_page_says_that_it_is_invented(client: Client) -> None:
    assert "Example with invented numbers" in client.get("/").text


@pytest.mark.parametrize("address", ["/", "/method/"])
def test_a_page_may_be_asked_for_but_not_written_to(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_the_method_page_names_kinds_verdicts_and_limits(client: Client) -> None:
    text = client.get("/method/").text
    for word in (
        "Authored default",
        "AI estimate",
        "Incomplete",
        "Pivot",
        "Limits, honestly",
        "no success probability",
    ):
        assert word in text


def test_the_bias_table_is_the_engines() -> None:
    for bias in BIASES:
        test = EVIDENCE_TYPES[bias.type_id]
        told = test.bears_on(bias.template)
        assert told is not None, bias
        assert (bias.mu, bias.tau) == (told.mu, told.tau), bias
        assert bias.given is Given(test.evidence_class.value), bias


def test_words_are_read_far_below_what_was_said_and_money_as_it_stands() -> None:
    assert corrected(OBSERVED, mu=0.0) == pytest.approx(0.40)
    assert corrected(OBSERVED, mu=1.2) == pytest.approx(0.1672, abs=1e-4)
    low, high = ceiling(OBSERVED, mu=0.0, tau=0.15)
    assert [low, high] == pytest.approx([0.3425, 0.4604], abs=1e-3)


def test_search_engines_stay_out_of_the_application(client: Client) -> None:
    text = client.get("/robots.txt").text
    for place in ("/app/", "/accounts/", "/api/"):
        assert f"Disallow: {place}" in text


def test_the_old_icon_address_finds_the_mark(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].endswith("web/mark.svg")
