"""Where one is signed in, in two real browsers: seen from one, ended in the other. Real Chromium."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import faults, shoot
from tests.e2e.conftest import Opener
from tests.e2e.people import PASSPHRASE, sign_in, sign_up
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
LIST = "/app/settings/sessions/"
LOGIN = "**/accounts/login/**"


def two_browsers(tab: Opener, product: Product, name: str) -> tuple[Page, Page]:
    """Somebody of their own signed in twice: their sessions are nobody else's to end."""
    there, here = tab().page, tab().page
    there.goto("/accounts/signup/")
    sign_up(there, f"{name}@example.com", product.now.mail)
    sign_in(here, f"{name}@example.com", PASSPHRASE)
    return there, here


def test_another_browser_is_seen_and_signed_out_and_told_why(tab: Opener, product: Product) -> None:
    there, here = two_browsers(tab, product, "two-browsers")
    here.goto(LIST)
    shoot(here, "sessions-two")
    rows = here.locator("section[aria-labelledby=sessions-heading] li")
    expect(rows.filter(has_text="this browser")).to_have_count(1)
    expect(rows.first).to_contain_text("on Linux")
    assert [] == faults(here)
    count = rows.count()
    rows.nth(1).get_by_role("button", name="Sign out").click()  # the one used last after this one
    expect(here.get_by_text("That session is ended")).to_be_visible()
    expect(rows).to_have_count(count - 1)
    there.goto("/app/ideas/")
    there.wait_for_url(LOGIN)
    expect(there.get_by_text("this session was ended from another browser of yours")).to_be_visible()


def test_signing_out_everywhere_else_is_asked_about_and_leaves_this_one(tab: Opener, product: Product) -> None:
    there, here = two_browsers(tab, product, "everywhere-else")
    here.goto(LIST)
    here.get_by_role("link", name="Sign out everywhere else").click()
    expect(here.get_by_role("heading", level=1)).to_have_text("Sign out everywhere else?")
    assert [] == faults(here)
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("You are signed out everywhere else")).to_be_visible()
    expect(here.locator("section[aria-labelledby=sessions-heading] li")).to_have_count(1)
    there.goto("/app/ideas/")
    there.wait_for_url(LOGIN)
