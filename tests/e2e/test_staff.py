"""Staff in a real browser: a duty from the command line, an account found, looked at, left; its owner is told."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.people import DEMO, follow_mail, sign_in
from tests.e2e.test_factors import newcomer, set_up_app, sign_out, sound, type_password
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
REASON = "She wrote to us that her evidence is gone."


def test_staff_help_somebody_and_somebody_knows_of_it(tab: Opener, product: Product, password: str) -> None:
    page = tab(expected=r"status of (403|422)|was preloaded using link preload").page
    become_staff(page, product)
    page.goto("/staff/")
    sound(page, "staff-home")
    find(page, DEMO)
    sound(page, "staff-person")
    be_shown_the_address(page)
    look(page)
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("You see your own account again.")).to_be_visible()
    act(page)
    for place in ("/staff/log/", "/staff/incidents/", "/staff/weaknesses/", "/staff/workspaces/"):
        page.goto(place)
        sound(page, f"staff-{place.split('/')[2]}")
    owner = tab().page
    sign_in(owner, DEMO, password)
    follow_mail(owner, DEMO, product.now.mail, about="looks at your account")
    owner.wait_for_url("**/app/settings/support/")
    sound(owner, "support")
    owner.goto("/app/settings/activity/")
    expect(owner.get_by_text("began to look at the account").first).to_be_visible()
    expect(owner.get_by_text("address.reveal").first).to_be_visible()
    assert REASON not in owner.content()


def become_staff(page: Page, product: Product) -> None:
    email = newcomer(page, product, "eve.of.the.staff")
    phone, _ = set_up_app(page)
    sign_out(page)
    done = product.assay("staff", "grant", email, "--role", "staff", "--reason", "works for us from today on")
    assert done.returncode == 0, done.stdout + done.stderr
    type_password(page, email)
    page.get_by_label("Code from your authenticator app").fill(phone.code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/app/**")


def find(page: Page, email: str) -> None:
    page.goto("/staff/people/")
    page.get_by_label("Exact email address, or id").fill("nobody@example.com")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Nobody has an account")
    sound(page, "staff-people")
    page.get_by_label("Exact email address, or id").fill(email)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("d***@***.com")


def say_why(page: Page) -> None:
    page.get_by_label("Ticket").fill("T-17")
    page.get_by_label("Reason, in words").fill(REASON)


def be_shown_the_address(page: Page) -> None:
    page.get_by_role("link", name="Show the address").click()
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    sound(page, "staff-reveal")
    say_why(page)
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DEMO)


def look(page: Page) -> None:
    page.get_by_role("link", name="See what they see").click()
    sound(page, "staff-look")
    say_why(page)
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_text("You see what d***@***.com sees")).to_be_visible()
    sound(page, "looking-list")
    page.locator("main a[href*='/app/ideas/0']").first.click()
    expect(page.get_by_text("You see what d***@***.com sees")).to_be_visible()
    sound(page, "looking-idea")
    page.goto("/app/settings/keys/")
    expect(page.get_by_text("opens some of its pages, for reading only")).to_be_visible()


def act(page: Page) -> None:
    find(page, DEMO)
    page.get_by_role("link", name="Forget failed attempts").click()
    sound(page, "staff-act")
    say_why(page)
    page.get_by_role("button", name="Forget failed attempts").click()
    expect(page.get_by_text("Failed attempts are forgotten.")).to_be_visible()
