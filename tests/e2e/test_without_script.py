"""With scripts switched off: signing in, the wizard, a run under way, logging evidence, reading the report."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.people import NEW, answer_enough, idea_id, see_verdict, see_what_moved, sign_in
from tests.e2e.test_killed_parts import held
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_everything_that_html_can_do_is_done_without_script(tab: Opener, product: Product, password: str) -> None:
    opened = tab(java_script_enabled=False, expected="status of 422")
    page = opened.page
    sign_in(page, NEW, password)
    answer_enough(page, "A library of tools")
    page.get_by_label("Skills you bring").fill("woodwork, bookkeeping")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    with held(product, "Worker"):
        page.get_by_role("button", name="See the verdict now").click()
        expect(page.get_by_text("Waiting for a free worker")).to_be_visible()
    see_verdict(page)  # the page asks again by itself
    _log_evidence(page)
    see_verdict(page)
    see_what_moved(page)
    _read_the_report(page)
    assert opened.scripts == []


def _log_evidence(page: Page) -> None:
    """First more than there were, then the effect, then saved."""
    page.get_by_role("link", name="Log evidence").click()
    page.get_by_role("link", name="Had the problem and acted on it – Problem interview").click()
    page.get_by_label("How many of them did it?").fill("9")
    page.get_by_label("Out of how many?").fill("8")
    page.get_by_role("button", name="What would it change?").click()
    expect(page.get_by_role("alert")).to_contain_text("Please check")
    page.get_by_label("How many of them did it?").fill("6")
    page.get_by_role("button", name="What would it change?").click()
    expect(page.locator("#effect tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Save to the ledger").click()


def _read_the_report(page: Page) -> None:
    page.goto(f"/app/ideas/{idea_id(page)}/report/")
    assert page.locator("article.report section").count() >= 8
    expect(page.get_by_role("heading", name="Every number and its source")).to_be_visible()
    assert page.locator("article.report data.q").count() >= 20, "a report without numbers"
