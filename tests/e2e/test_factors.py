"""The second step in a real browser: an app, passkeys of a virtual authenticator, recovery codes, confirming again."""

import base64
import re
import time
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import CDPSession, Page, expect

from assay.modules.identity import policy
from tests.e2e import browsing
from tests.e2e.conftest import Opener
from tests.e2e.people import PASSPHRASE, sign_up
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
NARROW: Final = 360
KB: Final = 1000
SECURITY: Final = "/app/settings/security/"


class Device:
    """A phone or laptop that keeps passkeys and knows its user, as Chromium imitates one (CDP domain WebAuthn).

    Where the browser offers passkeys among what it fills in, this one picks at once, before anything can be clicked.
    So it does not offer them unless a test is about that.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script("if (!sessionStorage.offers) PublicKeyCredential.isConditionalMediationAvailable = null")
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id: str = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def passkeys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def offer(self) -> None:
        """Let the browser offer passkeys by itself from now on, as it would."""
        self._page.evaluate("sessionStorage.offers = true")

    def refuse(self) -> None:
        """Let its user not be known from now on."""
        self._line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})


class Phone:
    """An authenticator app that shows a fresh code each time it is asked."""

    def __init__(self, key: str) -> None:
        self._key = base64.b32decode(key.replace(" ", ""))
        self._last = 0

    def code(self) -> str:
        step = max(int(time.time()) // policy.PERIOD - 1, self._last + 1)  # one step early is still right
        while step > int(time.time()) // policy.PERIOD + 1:
            time.sleep(0.5)
        self._last = step
        return policy.totp_code(self._key, step=step)


def sound(page: Page, name: str) -> None:
    """Accessible in both themes and readable on a phone; photographed there and wide."""
    assert [] == [*_faults(page, name)]
    browsing.resize(page, 1280)


def _faults(page: Page, name: str) -> Iterator[str]:
    yield from browsing.skeleton_faults(page)
    for scheme in ("light", "dark"):
        browsing.paint(page, scheme)
        yield from browsing.faults(page)
        for width in (NARROW, 1440):
            if over := browsing.overflow(page, width):
                yield f"{over} pixels too wide at {width}"
            browsing.shoot(page, f"factors-{name}-{scheme}-{width}")


def newcomer(page: Page, product: Product, name: str) -> str:
    email = f"{name}@example.com"
    page.goto("/accounts/signup/")
    sign_up(page, email, product.now.mail)
    page.goto(f"{SECURITY}app/")  # the mailbox opened the account; a change of how one gets in asks for the password
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**{SECURITY}app/")
    return email


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def type_password(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page: Page) -> tuple[Phone, list[str]]:
    page.goto(f"{SECURITY}app/")
    phone = Phone(str(page.locator("code.key").text_content()))
    page.get_by_label("Code from your authenticator app").fill(phone.code())
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    return phone, page.locator("[data-codes] code").all_text_contents()


def add_passkey(page: Page, name: str) -> None:
    page.goto(f"{SECURITY}passkeys/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Add a passkey")


def test_an_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in_for_it(tab: Opener, product: Product) -> None:
    opened = tab(expected="status of 422", permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page = opened.page
    email = newcomer(page, product, "with.an.app")
    page.goto(SECURITY)
    sound(page, "security-empty")
    _mistype(page)
    phone, codes = set_up_app(page)
    assert len(codes) == policy.CODE_COUNT
    sound(page, "codes")
    _take_the_codes_along(page, codes)
    sign_out(page)
    type_password(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    sound(page, "second-step")
    page.get_by_label("Code from your authenticator app").fill(phone.code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/app/**")
    sign_out(page)
    type_password(page, email)
    _use_a_recovery_code(page, codes[0])
    page.goto(SECURITY)
    expect(page.get_by_text("9 of 10 left")).to_be_visible()


def _mistype(page: Page) -> None:
    page.goto(f"{SECURITY}app/")
    page.get_by_label("Code from your authenticator app").fill("12")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code of the moment")
    sound(page, "app")


def _take_the_codes_along(page: Page, codes: list[str]) -> None:
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert codes == str(page.evaluate("navigator.clipboard.readText()")).split()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    assert codes == saved.value.path().read_text().split()


def _use_a_recovery_code(page: Page, code: str) -> None:
    page.get_by_role("link", name="I can use none of these").click()
    sound(page, "lost")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(code.lower())
    sound(page, "recovery")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/app/**")


def test_a_passkey_signs_in_by_itself_and_is_the_second_step_after_a_password(tab: Opener, product: Product) -> None:
    opened = tab()
    page = opened.page
    email = newcomer(page, product, "with.a.passkey")
    device = Device(page)
    page.goto(f"{SECURITY}passkeys/add/")
    sound(page, "passkey-add")
    add_passkey(page, "This laptop")
    (kept,) = device.passkeys()
    assert kept["isResidentCredential"]
    _see_it_listed(page)
    sign_out(page)
    opened.scripts.clear()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    assert opened.script_weight() <= 20 * KB
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/app/**")
    sign_out(page)
    _take_the_second_step_with_it(page, email)
    assert device.passkeys()[0]["signCount"] > kept["signCount"]
    sign_out(page)
    device.offer()
    page.goto("/accounts/login/")
    page.wait_for_url("**/app/**")


def _take_the_second_step_with_it(page: Page, email: str) -> None:
    type_password(page, email)
    sound(page, "second-step-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/app/**")


def _see_it_listed(page: Page) -> None:
    page.goto(SECURITY)
    expect(page.get_by_text("This laptop")).to_be_visible()
    sound(page, "security-full")


def test_a_device_that_does_not_know_its_user_does_not_sign_in(tab: Opener, product: Product) -> None:
    page = tab().page
    newcomer(page, product, "with.a.stolen.laptop")
    device = Device(page)
    add_passkey(page, "This laptop")
    sign_out(page)
    device.refuse()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing was confirmed.")).to_be_visible()
    page.goto(SECURITY)
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_change_asks_for_the_second_step_once_more(tab: Opener, product: Product) -> None:
    page = tab().page
    email = newcomer(page, product, "with.a.change")
    Device(page)
    phone, _codes = set_up_app(page)
    add_passkey(page, "This laptop")
    sign_out(page)
    type_password(page, email)
    page.get_by_label("Code from your authenticator app").fill(phone.code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/app/**")
    page.goto("/accounts/step-up/?next=/app/settings/security/codes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    sound(page, "step-up")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/security/codes/")
    page.get_by_role("button", name="Make new codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    _rename_and_remove(page)
    page.goto("/app/settings/workspace/security/")
    page.get_by_label("Nobody works in this workspace without a second step").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds from everybody's next click.")).to_be_visible()
    sound(page, "workspace")


def _rename_and_remove(page: Page) -> None:
    page.goto(SECURITY)
    page.get_by_role("link", name="Rename This laptop").click()
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    sound(page, "remove")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("no longer confirms that it is you")).to_be_visible()
