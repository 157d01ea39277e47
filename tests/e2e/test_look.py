"""The public pages and the design page in a real Chromium: accessible, within their width, usable without script."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
ADDRESSES = ("/", "/method/", "/design/")

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine: `make e2e` installs one")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; the server has its own
    try:
        with sync_playwright() as playwright:
            made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            yield made
            made.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _open(browser: Browser, live_server: LiveServer, address: str, **options: object) -> tuple[Page, list[str]]:
    complaints: list[str] = []
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]  # options of playwright, by name

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}{address}")
    return page, complaints


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_and_nothing_leaves_the_screen(
    browser: Browser, live_server: LiveServer, settings: object, address: str, scheme: str, width: int
) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]  # the design page is open while developing
    page, complaints = _open(
        browser, live_server, address, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == [], "the security policy or a script complained"
    page.context.close()


def test_the_theme_changes_without_script(browser: Browser, live_server: LiveServer) -> None:
    page, _complaints = _open(browser, live_server, "/method/", java_script_enabled=False)
    page.click("summary[aria-label=Theme]")
    page.click("button[value=dark]")
    assert page.url.endswith("/method/")
    assert page.locator("html[data-theme=dark]").count() == 1
    page.context.close()


def test_the_theme_changes_at_once_with_script_and_stays(browser: Browser, live_server: LiveServer) -> None:
    page, _complaints = _open(browser, live_server, "/method/")
    page.click("summary[aria-label=Theme]")
    with page.expect_response("**/theme/"):
        page.click("button[value=contrast]")
    assert page.locator("html[data-theme=contrast]").count() == 1
    page.reload()
    assert page.locator("html[data-theme=contrast]").count() == 1
    page.context.close()


def test_a_source_opens_by_keyboard_and_closes_on_escape(browser: Browser, live_server: LiveServer) -> None:
    page, _complaints = _open(browser, live_server, "/")
    summary = page.locator(".source > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".source[open] .source__card").first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".source[open]").count() == 0
    assert summary.evaluate("node => node === document.activeElement")
    page.context.close()


@pytest.mark.parametrize(("width", "shown", "hidden"), [(360, "narrow", "wide"), (1200, "wide", "narrow")])
def test_each_place_gets_the_picture_that_fits(
    browser: Browser, live_server: LiveServer, width: int, shown: str, hidden: str
) -> None:
    page, _complaints = _open(browser, live_server, "/", viewport={"width": width, "height": 900})
    assert page.locator(f".feature .chart__{shown}").first.is_visible()
    assert not page.locator(f".feature .chart__{hidden}").first.is_visible()
    page.context.close()
