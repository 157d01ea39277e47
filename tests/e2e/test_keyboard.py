"""The wizard and the evidence form, from a new idea to its verdict and the next, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.keyboard import choose, go_to, press, write
from tests.e2e.people import PRICE, State, see_verdict, see_what_moved

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_an_idea_is_entered_judged_and_tested_by_keyboard_alone(tab: Opener, newcomer: State) -> None:
    page = tab(storage_state=newcomer, expected="status of 422").page
    page.goto("/app/ideas/")
    press(page, page.get_by_role("link", name="New idea"))
    page.wait_for_url("**/app/ideas/new/")
    _name_it(page)
    _describe_the_customer(page)
    _go_on(page, "offer")
    _go_on(page, "money")
    _say_the_price(page)
    write(page, page.get_by_label("Profit you want per month"), "900")
    write(page, page.get_by_label("The most you can afford to lose"), "2000")
    _go_on(page, "check")
    _open_an_assumption(page)
    press(page, page.get_by_role("button", name="See the verdict"))
    see_verdict(page)
    _log_evidence(page)
    see_verdict(page)
    see_what_moved(page)


def _go_on(page: Page, step: str) -> None:
    press(page, page.get_by_role("button", name="Save and go on"))
    page.wait_for_url(re.compile(rf"/edit/{step}/"))


def _name_it(page: Page) -> None:
    """First without a name: the list of errors has the focus, and leads to the field."""
    press(page, page.get_by_role("button", name="Save and go on"))
    errors = page.get_by_role("alert")
    expect(errors).to_be_focused()
    press(page, errors.get_by_role("link").first)
    name = page.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    page.keyboard.type("Sharpening at the market")
    kinds = page.get_by_role("group", name="Kind of business")
    choose(page, kinds, kinds.get_by_role("radio", name="Services"))
    _go_on(page, "customer")


def _describe_the_customer(page: Page) -> None:
    write(page, page.get_by_label("Who are they?"), "Cooks in small restaurants")
    go_to(page, page.get_by_label("Who pays?"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Who pays?")).not_to_have_value("")
    reachable = page.get_by_role("group", name="How many buyers like this can you reach at all?")
    for box, number in (("Low", "80"), ("Likely", "200"), ("High", "600")):
        write(page, reachable.get_by_label(box), number)
    _go_on(page, "problem")


def _say_the_price(page: Page) -> None:
    price = page.get_by_role("group", name=PRICE)
    for box, number in (("Low", "4"), ("Likely", "6"), ("High", "9")):
        write(page, price.get_by_label(box), number)
    unknown = page.get_by_role("group", name="Fixed costs").get_by_label("I don't know")
    if not unknown.is_checked():
        press(page, unknown, "Space")
    expect(unknown).to_be_checked()
    _go_on(page, "goal")


def _open_an_assumption(page: Page) -> None:
    first = page.locator("main details.disclosure").first
    press(page, first.locator("summary"))
    expect(first).to_have_attribute("open", "")


def _log_evidence(page: Page) -> None:
    press(page, page.get_by_role("link", name="Log evidence"))
    press(page, page.get_by_role("link", name="Had the problem and acted on it – Problem interview"))
    write(page, page.get_by_label("How many of them did it?"), "6")
    write(page, page.get_by_label("Out of how many?"), "8")
    expect(page.locator("#effect tbody tr").first).to_be_visible()
    strict = page.get_by_label("I wrote down beforehand what would count as good")
    press(page, strict, "Space")
    expect(strict).to_be_checked()
    press(page, page.get_by_role("button", name="Save to the ledger"))
