"""What people do in the product, as they do it: by the words they see."""

import re
from typing import Any, Final

from playwright.sync_api import Page, expect

type State = Any  # playwright's own dictionary of cookies

DEMO: Final = "demo@example.com"
NEW: Final = "new@example.com"
PASSPHRASE: Final = "seven quiet lanterns over water"
VERDICT: Final = re.compile(r"/app/ideas/[0-9a-f-]{36}/$")
PRICE: Final = re.compile(r"^Price\b")
LONG: Final = 60_000  # milliseconds: a run under load, or after a worker was lost


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/app/**")


def sign_up(page: Page, email: str, mailbox: str) -> None:
    """From the sign-up form through the mail to the first page inside."""
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    follow_mail(page, email, mailbox, about="Confirm your email address")
    page.get_by_role("button", name="Yes, confirm it").click()
    page.wait_for_url("**/app/**")


def follow_mail(page: Page, email: str, mailbox: str, *, about: str) -> None:
    """Open the newest mail with this subject to this address on the catcher's page and click its link."""
    entry = page.get_by_role("listitem").filter(has_text=email).filter(has_text=about).get_by_role("link").first
    page.goto(mailbox)
    for _ in range(120):  # the mail is sent by the worker, a moment later
        if entry.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    entry.click()
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()


def start_idea(page: Page, name: str) -> None:
    """The wizard's first step, and on to the second."""
    page.goto("/app/ideas/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Services").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your customer")


def go_on(page: Page, step: str) -> None:
    """Save this step of the wizard; `step` comes next. (A fragment stays in the address when one led to an error.)"""
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(re.compile(rf"/edit/{step}/"))


def answer_enough(page: Page, name: str) -> None:
    """A new idea with the answers without which there is no verdict; ends on the step about the founder."""
    start_idea(page, name)
    page.get_by_label("Who are they?").fill("People in flats without a cellar")
    go_on(page, "problem")
    go_on(page, "offer")
    go_on(page, "money")
    price = page.get_by_role("group", name=PRICE)
    for box, number in (("Low", "30"), ("Likely", "45"), ("High", "70")):
        price.get_by_label(box).fill(number)
    go_on(page, "goal")
    page.get_by_label("Profit you want per month").fill("1500")
    page.get_by_label("The most you can afford to lose").fill("4000")
    page.get_by_label("Hours a week you can give").fill("20")


def see_verdict(page: Page) -> None:
    """Wait until the run is over and its page is there."""
    page.wait_for_url(VERDICT, timeout=LONG)
    expect(page.locator(".hero-verdict__headline")).not_to_be_empty()


def see_what_moved(page: Page) -> None:
    """The steps from the last verdict to this one; they come a moment after it."""
    expect(page.get_by_role("heading", name="What moved since the last verdict")).to_be_visible()
    expect(page.locator("section[aria-labelledby=changes] tbody tr").first).to_be_visible(timeout=LONG)


def idea_id(page: Page) -> str:
    found = re.search(r"/app/ideas/([0-9a-f-]{36})/", page.url)
    assert found, page.url
    return found[1]
