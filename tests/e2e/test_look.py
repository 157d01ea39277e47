"""What the look does by itself: themes, sources that open, pictures that fit. Real Chromium."""

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.keyboard import go_to

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_the_theme_changes_without_script(tab: Opener) -> None:
    page = tab(java_script_enabled=False).page
    page.goto("/method/")
    page.click("summary[aria-label=Theme]")
    page.click("button[value=dark]")
    assert page.url.endswith("/method/")
    assert page.locator("html[data-theme=dark]").count() == 1


def test_the_theme_changes_at_once_with_script_and_stays(tab: Opener) -> None:
    page = tab().page
    page.goto("/method/")
    page.click("summary[aria-label=Theme]")
    with page.expect_response("**/theme/"):
        page.click("button[value=contrast]")
    assert page.locator("html[data-theme=contrast]").count() == 1
    page.reload()
    assert page.locator("html[data-theme=contrast]").count() == 1


def test_a_source_opens_by_keyboard_and_closes_on_escape(tab: Opener) -> None:
    page = tab().page
    page.goto("/")
    summary = page.locator(".source > summary").first
    go_to(page, summary)
    page.keyboard.press("Enter")
    assert page.locator(".source[open] .source__card").first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".source[open]").count() == 0
    assert summary.evaluate("node => node === document.activeElement")


@pytest.mark.parametrize(("width", "shown", "hidden"), [(360, "narrow", "wide"), (1200, "wide", "narrow")])
def test_each_place_gets_the_picture_that_fits(tab: Opener, width: int, shown: str, hidden: str) -> None:
    page = tab(viewport={"width": width, "height": 900}).page
    page.goto("/")
    assert page.locator(f".feature .chart__{shown}").first.is_visible()
    assert not page.locator(f".feature .chart__{hidden}").first.is_visible()
