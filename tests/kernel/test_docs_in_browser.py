"""The interactive description of the API works under the site's own policy and asks nobody else. Real Chromium."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here (make e2e installs it)"),
]


def test_the_interactive_page_works_without_help_from_elsewhere(site: Any) -> None:
    origin, asked, complaints = f"http://127.0.0.1:{site.port}", [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{origin}/api/docs")
        assert [] == [url for url in asked if "swagger" in url]
        page.get_by_role("button", name="Open the interactive page").click()
        page.locator(".opblock").first.wait_for(timeout=15_000)
        shown = page.locator(".opblock").count()
        page.locator(".opblock").first.click()
        page.locator(".opblock.is-open .opblock-body").first.wait_for(timeout=5_000)
        browser.close()
    assert shown > 0
    assert [] == [url for url in asked if not url.startswith((f"{origin}/", "data:"))]
    assert [] == complaints
