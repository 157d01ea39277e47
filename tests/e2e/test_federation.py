"""Signing in through others in a real browser: a company's provider that is a real, strict one, and Google's stand-in.

The strict one is `oidc-provider` (npm, certified by the OpenID Foundation), started here; it insists on PKCE, on the
registered redirect address and on its clients' secrets, and names itself in every answer.
"""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from assay.launch import places
from assay.launch.places import Places
from assay.launch.ports import LOOPBACK, free_port
from assay.launch.servers import scratch_folder
from tests.e2e import browsing
from tests.e2e.people import PASSPHRASE, sign_up
from tests.e2e.test_factors import Phone, set_up_app
from tests.launch.product import Product, started

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
HERE: Final = Path(__file__).parent / "provider"
NODE: Final = browsing.ROOT / "var" / "tools" / "node" / "bin"
DOMAIN: Final = "journeys-example.org"
OWNER, DANA, ANN = f"owner@{DOMAIN}", f"dana@{DOMAIN}", f"ann@{DOMAIN}"
SETTINGS: Final = "/app/settings/workspace/sign-in/"


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    """The strict provider; its port."""
    env = {**os.environ, "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}"}
    if shutil.which("npm", path=env["PATH"]) is None:
        pytest.skip("no npm on this machine")
    subprocess.run(["npm", "ci", "--silent"], cwd=HERE, env=env, check=True)
    port = free_port()
    with subprocess.Popen(
        ["node", "server.mjs", str(port)], cwd=HERE, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdout
        assert any(line == b"ready\n" for line in running.stdout)
        yield port
        running.terminate()


@pytest.fixture(scope="module")
def place(provider: int, chromium: str) -> Iterator[Product]:
    """A product of its own, which may call the provider."""
    assert chromium
    folder = scratch_folder("assay-e2e-federation")
    with ExitStack() as stopping:
        stopping.callback(shutil.rmtree, folder)
        outside = {"OUTBOUND_PRIVATE": f"{LOOPBACK}:{provider},{LOOPBACK}:{(standing := free_port())}"}
        (folder / "var").mkdir()
        places.write(folder / "var" / "ports.json", json.dumps({"identity": standing}))
        yield started(Product(Places(folder / "var"), outside), stopping)


class People:
    """Tabs of this product; nothing may have complained in any of them."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser, self.product = browser, product
        self.tabs: list[browsing.Tab] = []

    def tab(self) -> Page:
        self.tabs.append(browsing.open_tab(self.browser, self.product.now.address))
        return self.tabs[-1].page

    def newcomer(self, email: str) -> Page:
        page = self.tab()
        page.goto("/accounts/signup/")
        sign_up(page, email, self.product.now.mail)
        page.goto("/app/settings/security/app/")  # the mailbox opened the account; what follows asks for the password
        page.get_by_label("Password").fill(PASSPHRASE)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/security/app/")
        return page


@pytest.fixture
def people(browser: Browser, place: Product) -> Iterator[People]:
    found = People(browser, place)
    yield found
    for number, tab in enumerate(found.tabs):
        browsing.shoot(tab.page, f"federation-last-{number}")
        tab.page.context.close()
    ours = [each for tab in found.tabs for each in tab.complaints if place.now.address in each.partition(" ")[0]]
    assert [] == ours, "the browser complained"


def be(page: Page, email: str) -> None:
    """Sign in at the strict provider and let it tell us who one is."""
    sign_in_there(page, email)
    page.get_by_role("button", name="Continue").click()


def sign_in_there(page: Page, email: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()


def by_company(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Sign in with your company").click()
    page.get_by_label("Email address at your company").fill(email)
    assert [] == browsing.faults(page)
    page.get_by_role("button", name="Continue").click()
    be(page, email)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove_domain(page: Page, product: Product) -> None:
    page.goto("/app/settings/workspace/domains/")
    page.get_by_role("textbox", name="Domain").fill(DOMAIN)
    page.get_by_role("button", name="Claim").click()
    record = {"name": page.locator("#id_record").input_value(), "values": [page.locator("#id_value").input_value()]}
    port = places.read_json(product.place.var / "ports.json")["dns_page"]
    _send(f"http://{LOOPBACK}:{port}/api/records", record, method="PUT")
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Proven", exact=True)).to_be_visible()


def fill_in(page: Page, *, issuer: str, client: str, secret: str) -> None:
    page.get_by_role("textbox", name="Issuer").fill(issuer)
    page.get_by_role("textbox", name="Client ID").fill(client)
    page.locator("#id_secret").fill(secret)
    page.get_by_role("button", name="Save the provider").click()
    expect(page.get_by_text("Saved. Try it now")).to_be_visible()


def set_up(page: Page, product: Product, provider: int) -> None:
    """Open a workspace for the company, prove its domain, connect its provider, try it."""
    page.goto("/app/workspace/list/")
    page.locator("#id_name").fill("Journeys Inc")
    page.get_by_role("button", name="Open it").click()
    prove_domain(page, product)
    issuer = f"http://{LOOPBACK}:{provider}"
    page.goto(SETTINGS)
    fill_in(page, issuer=issuer, client="not-yet", secret="not-yet")
    back = page.locator("#id_back").input_value()
    made = _send(f"{issuer}/reg", {"redirect_uris": [back]}, method="POST")
    fill_in(page, issuer=issuer, client=made["client_id"], secret=made["client_secret"])
    for width in (360, 1440):
        browsing.resize(page, width)
        browsing.shoot(page, f"federation-connection-{width}")
        assert [] == browsing.faults(page)
    page.get_by_role("link", name="Try the sign-in").click()
    be(page, OWNER)
    expect(page.get_by_text("It works: the provider named somebody")).to_be_visible()


def switch(page: Page, label: str) -> None:
    page.goto(SETTINGS)
    page.get_by_role("radio", name=label).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. The owners were written to.")).to_be_visible()


def test_a_company_connects_its_provider_and_its_people_come_in_by_it(
    people: People, place: Product, provider: int
) -> None:
    ann = people.newcomer(ANN)  # has an account from before
    owner = people.newcomer(OWNER)
    phone, _codes = set_up_app(owner)
    set_up(owner, place, provider)
    switch(owner, "Who likes to")

    dana = people.tab()
    by_company(dana, DANA)
    expect(dana.get_by_role("heading", level=1)).to_have_text("Open an account?")
    assert [] == browsing.faults(dana)
    dana.get_by_role("button", name="Open the account").click()
    dana.wait_for_url("**/app/**")
    dana.goto("/app/workspace/")
    expect(dana.get_by_role("heading", level=1)).to_contain_text("Journeys Inc")

    again = people.tab()
    by_company(again, DANA)
    again.wait_for_url("**/app/**")
    confirm_there(again)

    connect_from_before(ann, people)
    only_this_way(owner, people, phone)


def confirm_there(page: Page) -> None:
    """Somebody with nothing but the company's sign-in proves anew who they are: the provider asks them again."""
    page.goto("/app/settings/security/app/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    assert [] == browsing.faults(page)
    browsing.shoot(page, "federation-confirm")
    page.get_by_role("link", name="Sign in with your company").click()
    sign_in_there(page, DANA)  # asked anew; what it may tell us it remembers
    page.wait_for_url("**/security/app/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an authenticator app")


def connect_from_before(ann: Page, people: People) -> None:
    """Somebody who has an account shows both."""
    ann.context.clear_cookies()
    page = people.tab()
    by_company(page, ANN)
    expect(page.get_by_role("heading", level=1)).to_have_text("You have an account already")
    page.get_by_role("link", name="Sign in and connect").click()
    sign_in(page, ANN)
    assert [] == browsing.faults(page)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("From now on you can sign in with it.")).to_be_visible()


def only_this_way(owner: Page, people: People, phone: Phone) -> None:
    """The company closes every other way; its owner keeps one."""
    switch(owner, "Everybody with an address of a proven domain")
    page = people.tab()
    page.goto("/accounts/login/")
    sign_in(page, ANN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your company wants you to sign in through it")
    page.get_by_role("link", name="Sign in with your company").click()
    be(page, ANN)
    page.wait_for_url("**/app/**")

    back = people.tab()
    back.goto("/accounts/login/")
    sign_in(back, OWNER)
    back.get_by_label("Code from your authenticator app").fill(phone.code())
    back.get_by_role("button", name="Go on").click()
    back.wait_for_url("**/app/**")


def test_somebody_new_comes_in_with_google(people: People) -> None:
    page = people.tab()
    page.goto("/accounts/login/")
    for theme in ("light", "dark"):
        browsing.paint(page, theme)
        assert [] == browsing.faults(page)
        browsing.shoot(page, f"federation-login-{theme}")
    page.get_by_role("link", name="Continue with Google").click()
    page.get_by_label("Email address").fill("gina@gmail.com")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Open the account").click()
    page.wait_for_url("**/app/**")
    page.goto("/app/settings/accounts/")
    expect(page.get_by_role("main").get_by_text("gina@gmail.com")).to_be_visible()
    assert [] == browsing.faults(page)


def _send(url: str, body: dict[str, Any], *, method: str) -> Any:
    raw = json.dumps(body).encode()
    asked = urllib.request.Request(url, data=raw, headers={"Content-Type": "application/json"}, method=method)  # noqa: S310 -- loopback
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 -- loopback
        said = answer.read()
    return json.loads(said) if said else None
