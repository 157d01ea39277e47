"""In a real browser: the meter, the button that shows what is typed, and getting in while somebody guesses."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from assay.launch.places import Places, demo_password
from assay.launch.servers import scratch_folder
from tests.e2e import browsing
from tests.e2e.conftest import Opener
from tests.e2e.people import DEMO, PASSPHRASE
from tests.launch.product import Product, started

pytestmark = pytest.mark.e2e
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def behind_proxy(chromium: str) -> Iterator[Product]:
    """A product that believes what its proxy says about networks, so that an attack can come from everywhere."""
    assert chromium
    folder = scratch_folder("assay-attacked")
    with ExitStack() as stopping:
        stopping.callback(shutil.rmtree, folder)
        yield started(replace(Product(Places(folder / "var")), outside={"TRUSTED_PROXIES": "1"}), stopping)


def guess(product: Product, number: int) -> int:
    """Guess once at the demo account, from the network with that number."""
    place = urlsplit(product.now.address)
    line = HTTPConnection("127.0.0.1", place.port or 80, timeout=30)
    host = {"Host": place.netloc, "Origin": product.now.address, "X-Forwarded-For": f"10.1.{number}.7"}
    line.request("GET", "/accounts/login/", headers=host)
    page = line.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token is not None
    cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
    sent = urlencode({"login": DEMO, "password": "guess guess guess", "csrfmiddlewaretoken": token[1]})
    line.request("POST", "/accounts/login/", body=sent, headers={**host, **FORM, "Cookie": cookie})
    status = line.getresponse().status
    line.close()
    return status


def test_a_password_is_judged_while_it_is_typed_and_can_be_looked_at(tab: Opener) -> None:
    page: Page = tab().page
    page.goto("/accounts/signup/")
    box, said = page.locator("input[name=password1]"), page.locator("#id_password1_strength")
    meter = page.get_by_role("meter")
    expect(meter).to_be_hidden()
    box.press_sequentially("password1234")
    expect(said).to_contain_text("Very easy to guess")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(meter).to_have_js_property("value", 1)
    box.fill("")
    box.fill(PASSPHRASE)
    expect(said).to_contain_text("ard to guess")
    expect(box).to_have_attribute("type", "password")
    button = page.get_by_role("button", name="Show")
    button.press("Enter")
    expect(box).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Hide")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Hide").click()
    expect(box).to_have_attribute("type", "password")


def test_a_password_can_be_pasted_and_a_password_manager_knows_the_field(tab: Opener) -> None:
    """ASVS V6.2.7."""
    page: Page = tab(permissions=["clipboard-read", "clipboard-write"]).page
    for place, name, kind in (
        ("/accounts/signup/", "password1", "new-password"),
        ("/accounts/login/", "password", "current-password"),
    ):
        page.goto(place)
        page.evaluate("text => navigator.clipboard.writeText(text)", PASSPHRASE)
        box = page.locator(f"input[name={name}]")
        expect(box).to_have_attribute("autocomplete", kind)
        box.press("Control+V")
        expect(box).to_have_value(PASSPHRASE)


def test_somebody_on_a_new_device_gets_in_while_the_account_is_attacked(
    browser: Browser, behind_proxy: Product
) -> None:
    answers = [guess(behind_proxy, number) for number in range(12)]
    assert [200] * 10 + [429] * 2 == answers
    headers = {"X-Forwarded-For": "10.200.0.1"}
    page = browsing.open_tab(browser, behind_proxy.now.address, extra_http_headers=headers).page
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(DEMO)
    page.get_by_label("Password", exact=True).fill(demo_password(behind_proxy.place))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("small calculation")
    expect(page.get_by_label("Email address")).to_have_value(DEMO)
    browsing.shoot(page, "work-asked")
    page.get_by_label("Password", exact=True).fill(demo_password(behind_proxy.place))
    page.get_by_role("button", name="Sign in", exact=True).click()  # at once: the form waits for the calculation
    page.wait_for_url("**/app/**", timeout=60_000)
    page.context.close()
