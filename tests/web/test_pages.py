"""The theme switch and the design page."""

import re

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("theme", ["auto", "light", "dark", "contrast"])
def test_the_server_renders_the_theme_that_was_chosen(client: Client, theme: str) -> None:
    answer = client.post("/theme/", {"theme": theme, "next": "/method/"})
    assert (answer.status_code, answer["Location"]) == (302, "/method/")
    assert f'data-theme="{theme}"' in client.get("/method/").text


@pytest.mark.parametrize("next_page", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_the_theme_switch_leads_nowhere_else(client: Client, next_page: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": next_page})["Location"] == "/"


def test_an_unknown_theme_changes_nothing(client: Client) -> None:
    assert "theme" not in client.post("/theme/", {"theme": "<script>"}).cookies
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="auto"' in client.get("/method/").text


def test_the_theme_is_changed_by_post_only(client: Client) -> None:
    assert client.get("/theme/").status_code == 405


def test_a_post_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"}).status_code == 403


@override_settings(IS_PRODUCTION=False)
def test_the_design_page_shows_every_component_without_inline_style_or_script(client: Client) -> None:
    text = client.get("/design/").text
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\ssrc=)', text)
    for part in ("verdict--stop", "kind--ai_estimate", "error-summary", "stepper", "timeline", "dialog", "empty"):
        assert part in text
    assert text.count("<figure") == 11


@override_settings(IS_PRODUCTION=True)
def test_the_design_page_is_not_there_for_the_public(client: Client) -> None:
    assert client.get("/design/").status_code == 404


@override_settings(IS_PRODUCTION=False)
def test_every_id_on_the_design_page_stands_once(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/design/").text)
    assert sorted(ids) == sorted(set(ids))
