"""From the landing page to a report in the hand, as somebody does it who has never seen the product."""

import io
import json

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import Opener
from tests.e2e.people import PRICE, follow_mail, go_on, see_verdict, see_what_moved, sign_up, start_idea
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_newcomer_discovers_an_idea_judges_it_logs_evidence_and_takes_the_report_home(
    tab: Opener, product: Product
) -> None:
    page = tab(accept_downloads=True).page
    _read_the_sample(page)
    page.get_by_role("link", name="Judge your own idea").click()
    sign_up(page, "discoverer@example.com", product.now.mail)
    _fill_the_profile(page)
    _pick_a_candidate(page)
    _walk_the_wizard(page)
    see_verdict(page)
    _log_what_eight_people_said(page)
    see_what_moved(page)
    _take_the_report(page)
    _left_nothing_in_the_browser(page)


def test_a_newcomer_enters_an_idea_of_their_own_and_is_told_what_a_verdict_still_needs(
    tab: Opener, product: Product
) -> None:
    page = tab().page
    page.goto("/accounts/signup/")
    sign_up(page, "owner@example.com", product.now.mail)
    page.get_by_role("link", name="Enter your idea").click()
    start_idea(page, "Bicycle repair at the door")
    page.get_by_role("button", name="See the verdict now").click()
    see_verdict(page)
    page.get_by_role("link", name="Say who the customer is").click()
    page.get_by_label("Who are they?").fill("Commuters who ride every day")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="Money").click()
    price = page.get_by_role("group", name=PRICE)
    for box, number in (("Low", "20"), ("Likely", "35"), ("High", "50")):
        price.get_by_label(box).fill(number)
    go_on(page, "goal")
    page.get_by_label("Profit you want per month").fill("1200")
    page.get_by_label("The most you can afford to lose").fill("3000")
    page.get_by_role("button", name="See the verdict now").click()
    see_verdict(page)
    expect(page.get_by_role("region", name="Verdict", exact=True)).to_contain_text("%")
    page.goto("/app/ideas/")
    expect(page.get_by_role("link", name="Bicycle repair at the door")).to_be_visible()


def test_a_forgotten_password_is_set_anew_through_the_mail(tab: Opener, product: Product) -> None:
    page = tab().page
    page.goto("/accounts/signup/")
    sign_up(page, "forgetful@example.com", product.now.mail)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email address").fill("forgetful@example.com")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/done/")
    follow_mail(page, "forgetful@example.com", product.now.mail, about="Set a new password")
    page.get_by_label("New password").fill("nine green kettles on a hill")
    page.get_by_role("button", name="Save the new password").click()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("forgetful@example.com")
    page.get_by_label("Password", exact=True).fill("nine green kettles on a hill")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/app/**")


def _left_nothing_in_the_browser(page: Page) -> None:
    """ASVS V14.3.3: what was typed and judged lies in no store of the browser that outlives a sign-out."""
    kept = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
        (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert [0, 0, 0, 0, 0] == kept


def _read_the_sample(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="sample report").first.click()
    page.wait_for_url("**/sample/")
    assert page.locator("article.report section").count() >= 8
    assert page.locator("article.report data.q").count() >= 20, "a report without numbers"


def _fill_the_profile(page: Page) -> None:
    page.get_by_role("link", name="Profile").first.click()
    page.get_by_label("Profit a month you want").fill("2500")
    page.get_by_label("Exact hours a week").fill("15")
    page.get_by_label("Exact money you can put in").fill("8000")
    page.get_by_label("The most you can afford to lose").fill("5000")
    page.get_by_label("What could you talk about for hours?").fill("Bread, sourdough, and small bakeries")
    page.get_by_role("button", name="Save and find ideas").click()
    page.wait_for_url("**/app/discover/")


def _pick_a_candidate(page: Page) -> None:
    page.get_by_role("button", name="Find ideas that fit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ideas that fit you")
    expect(page.locator("article.candidate")).to_have_count(10)  # the page is long; its heading shows before its end
    page.get_by_role("button", name="Make it my idea").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your idea")
    expect(page.get_by_label("Name")).not_to_have_value("")


def _walk_the_wizard(page: Page) -> None:
    for step in ("customer", "problem", "offer", "money", "goal", "check"):
        go_on(page, step)
    page.get_by_role("button", name="See the verdict").click()


def _log_what_eight_people_said(page: Page) -> None:
    page.get_by_role("link", name="Log evidence").click()
    page.get_by_role("link", name="Had the problem and acted on it – Problem interview").click()
    page.get_by_label("How many of them did it?").fill("7")
    page.get_by_label("Out of how many?").fill("8")
    effect = page.locator("#effect tbody tr")
    expect(effect.first).to_be_visible()  # shown while typing, before anything is saved
    page.get_by_role("button", name="Save to the ledger").click()
    see_verdict(page)


def _take_the_report(page: Page) -> None:
    page.get_by_role("navigation", name="Idea").get_by_role("link", name="Report").click()
    name = page.get_by_role("heading", level=1).inner_text()
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF").click()
    pdf = coming.value.path().read_bytes()
    assert pdf.startswith(b"%PDF")
    catalogue = PdfReader(io.BytesIO(pdf)).root_object
    assert str(catalogue["/Lang"]) == "en"
    assert catalogue.get("/StructTreeRoot") is not None, "an untagged document"
    with page.expect_download() as coming:
        page.get_by_role("link", name="JSON").click()
    told = json.loads(coming.value.path().read_text(encoding="utf-8"))
    assert told["idea"]["name"] == name
