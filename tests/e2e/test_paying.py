"""Paying in a real browser, at the stand-in of the payment processor, whose pages are another site's."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.people import PASSPHRASE, sign_up
from tests.e2e.test_factors import sound
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PLAN = "/app/settings/billing/"


def test_who_leaves_the_till_comes_back_to_it_by_the_same_button_and_pays(tab: Opener, product: Product) -> None:
    page = tab(expected="status of 404").page  # the stand-in has no favicon
    page.goto("/accounts/signup/")
    sign_up(page, "payer@example.com", product.now.mail)
    _choose(page)
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    _choose(page)  # the till is open already: nothing but this site's own policy for forms stands between
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url(f"**{PLAN}")
    expect(page.get_by_text("the plan is yours")).to_be_visible()
    sound(page, "plan-paid")
    page.get_by_role("button", name="Manage plan, means of payment and cancellation").click()
    page.wait_for_url(re.compile(r"/portal/"))


def _choose(page: Page) -> None:
    page.goto(PLAN)
    page.get_by_role("button", name="15.00 USD a month").click()
