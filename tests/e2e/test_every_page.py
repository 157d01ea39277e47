"""Every page: accessible in light and dark, within the screen, light of script, silent, and photographed."""

from collections.abc import Iterator
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import browsing
from tests.e2e.conftest import Opener
from tests.e2e.people import State, idea_id, start_idea
from tests.e2e.stops import FOUNDER, NEWCOMER, NOBODY, STOPS, Stop
from tests.e2e.test_killed_parts import held
from tests.launch.make import until
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SCHEMES: Final[tuple[Literal["light"], Literal["dark"]]] = ("light", "dark")
WIDTHS: Final = (360, 768, 1440)
NARROWEST: Final = 320


@pytest.fixture(scope="session")
def cast(founder: State, newcomer: State) -> dict[str, State]:
    return {NOBODY: None, FOUNDER: founder, NEWCOMER: newcomer}


@pytest.fixture(scope="session")
def parts(browser: Browser, product: Product, founder: State, newcomer: State) -> dict[str, str]:
    """What stands in the addresses: an idea with evidence and a verdict, and one that nobody has judged."""
    page = browsing.open_tab(browser, product.now.address, storage_state=founder).page
    until(lambda: all(row["standing"] for row in _ideas(page)), seconds=60)
    judged = next(row["id"] for row in _ideas(page) if len(row["trend"]) > 1)
    page.context.close()
    page = browsing.open_tab(browser, product.now.address, storage_state=newcomer).page
    start_idea(page, "Nobody judged this")
    fresh = idea_id(page)
    page.context.close()
    return {"idea": str(judged), "fresh": fresh}


def _ideas(page: Page) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.request.get("/api/v1/ideas").json()["items"]
    return rows


@pytest.mark.parametrize("stop", [pytest.param(stop, id=stop.name) for stop in STOPS])
def test_a_page_is_sound(tab: Opener, cast: dict[str, State], request: pytest.FixtureRequest, stop: Stop) -> None:
    address = stop.address.format(**request.getfixturevalue("parts")) if "{" in stop.address else stop.address
    opened = tab(storage_state=cast[stop.who], expected=stop.expected, viewport={"width": WIDTHS[-1], "height": 900})
    opened.page.goto(address)
    weight = opened.script_weight()
    if stop.first:
        stop.first(opened.page)
    assert [] == [*_faults(opened.page, stop.name)]
    assert weight <= stop.budget


def test_a_run_under_way_is_sound(tab: Opener, product: Product, newcomer: State) -> None:
    page = tab(storage_state=newcomer).page
    start_idea(page, "Seen while it is judged")
    with held(product, "Worker"):
        page.get_by_role("button", name="See the verdict now").click()
        expect(page.get_by_text("Waiting for a free worker")).to_be_visible()
        found = [*_faults(page, "run")]
    assert found == []


def test_a_search_under_way_is_sound(tab: Opener, product: Product, newcomer: State) -> None:
    page = tab(storage_state=newcomer).page
    page.goto("/app/profile/")
    page.get_by_label("Exact hours a week").fill("12")
    page.get_by_role("button", name="Save and find ideas").click()
    with held(product, "Worker"):
        page.get_by_role("button", name="Find ideas that fit").click()
        expect(page.get_by_text("Waiting for a free worker")).to_be_visible()
        found = [*_faults(page, "discover-waiting")]
    assert found == []


def test_the_mail_catcher_is_sound(tab: Opener, product: Product) -> None:
    page = tab().page
    page.goto("/accounts/password/reset/")
    page.get_by_label("Email address").fill("somebody@example.com")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/done/")
    mail = page.get_by_role("listitem").filter(has_text="somebody@example.com").get_by_role("link").first
    page.goto(product.now.mail)
    until(lambda: bool(page.reload()) and mail.count() > 0, seconds=30)
    inbox = [*_faults(page, "mails")]
    mail.click()
    assert [*inbox, *_faults(page, "mail")] == []


def _faults(page: Page, name: str) -> Iterator[str]:
    """Everything that is wrong with what the tab shows, and its pictures on the way."""
    yield from browsing.skeleton_faults(page)
    for scheme in SCHEMES:
        browsing.paint(page, scheme)
        for width in WIDTHS:
            yield from _too_wide(page, width, "as it comes")
            browsing.shoot(page, f"{name}-{width}-{scheme}")
    yield from _too_wide(page, NARROWEST, "as it comes")
    page.evaluate("document.querySelectorAll('details.disclosure').forEach(part => part.open = true)")
    for width in (NARROWEST, *WIDTHS):
        yield from _too_wide(page, width, "opened")
    for scheme in SCHEMES:
        browsing.paint(page, scheme)
        yield from (f"{scheme}: {fault}" for fault in browsing.faults(page))


def _too_wide(page: Page, width: int, state: str) -> Iterator[str]:
    if (over := browsing.overflow(page, width)) > 0:
        yield f"{over} px too wide on a screen of {width} ({state})"
