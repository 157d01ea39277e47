"""One running product and one browser for all journeys; people who are signed in; what failed is photographed."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from assay.launch.places import Places, demo_password
from assay.launch.servers import scratch_folder
from tests.e2e import browsing
from tests.e2e.browsing import Tab
from tests.e2e.people import DEMO, NEW, State, sign_in
from tests.launch.product import Product, started

type Opener = Callable[..., Tab]

_FAILED = pytest.StashKey[bool]()
_skipped: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    if report.skipped and browsing.MISSING in str(report.longrepr):
        _skipped.append(item.name)
    return report


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was not seen."""
    if _skipped:
        terminalreporter.line(f"SKIPPED: {len(_skipped)} journeys in a real browser: {browsing.MISSING}.")


@pytest.fixture(scope="session")
def chromium() -> str:
    found = browsing.chromium()
    if found is None:
        pytest.skip(browsing.MISSING)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(browsing.FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="session")
def product(chromium: str) -> Iterator[Product]:
    assert chromium
    folder = scratch_folder("assay-e2e")
    with ExitStack() as stopping:
        stopping.callback(shutil.rmtree, folder)
        yield started(Product(Places(folder / "var")), stopping)


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: Browser, product: Product) -> Iterator[Opener]:
    """Opens tabs; at the end nothing may have complained, and of a failed test the last sight is kept."""
    opened: list[Tab] = []

    def opener(**options: Any) -> Tab:
        opened.append(browsing.open_tab(browser, product.now.address, **options))
        return opened[-1]

    yield opener
    if request.node.stash.get(_FAILED, False):
        for number, left in enumerate(opened):
            name = f"failed-{request.node.name[:80].replace(os.sep, '-')}-{number}"
            browsing.shoot(left.page, name, is_wanted=True)
    for left in opened:
        left.page.context.close()
    assert [complaint for left in opened for complaint in left.complaints] == [], "the browser complained"


@pytest.fixture(scope="session")
def password(product: Product) -> str:
    """Of the demo people."""
    return demo_password(product.place)


@pytest.fixture(scope="session")
def founder(browser: Browser, product: Product, password: str) -> State:
    """Signed in: somebody with ideas, evidence and a profile."""
    return _state(browser, product, DEMO, password)


@pytest.fixture(scope="session")
def newcomer(browser: Browser, product: Product, password: str) -> State:
    """Signed in: somebody who starts with nothing."""
    return _state(browser, product, NEW, password)


def _state(browser: Browser, product: Product, email: str, password: str) -> State:
    page = browsing.open_tab(browser, product.now.address).page
    sign_in(page, email, password)
    state: State = page.context.storage_state()
    page.context.close()
    return state
