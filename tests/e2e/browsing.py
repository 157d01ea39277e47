"""A tab in which a person looks at the product, and everything the browser complains about on the way."""

import gzip
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

ROOT: Final = Path(__file__).resolve().parents[2]
SHOTS: Final = ROOT / "build" / "shots"
IS_WANTED: Final = bool(os.environ.get("SHOTS"))
TALLEST: Final = 15_000  # pixels; what Chromium can draw at once ends soon after
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE: Final = 30_000  # milliseconds; the machine may be doing something else as well
expect.set_options(timeout=PATIENCE)
MISSING: Final = "no Chromium on this machine; `make e2e` installs one where it may"
NOTHING: Final = r"(?!)"  # a pattern that nothing matches


def chromium() -> str | None:
    """Path of a Chromium that starts."""
    found = subprocess.run([ROOT / "scripts" / "chromium"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


@dataclass
class Tab:
    """`expected` matches what the browser logs as an error although the test provokes it on purpose."""

    page: Page
    expected: str = NOTHING
    complaints: list[str] = field(default_factory=list)
    scripts: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("response", self._keep)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complain(message.text)

    def _complain(self, words: str) -> None:
        if not re.search(self.expected, words):
            self.complaints.append(f"{self.page.url}: {words}")

    def _keep(self, response: Response) -> None:
        if response.ok and "javascript" in response.headers.get("content-type", ""):
            self.scripts.append(response)

    def script_weight(self) -> int:
        """Bytes of script that came for this page, compressed as gzip does it."""
        return sum(len(gzip.compress(response.body())) for response in self.scripts)


def open_tab(browser: Browser, address: str, *, expected: str = NOTHING, **options: Any) -> Tab:
    """A tab of its own, with nobody's cookies but those in `options`."""
    context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    return Tab(context.new_page(), expected)


def faults(page: Page) -> list[str]:
    """What axe finds: rule, impact and the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}" for rule in found]


def skeleton_faults(page: Page) -> Iterator[str]:
    """What every page must have whatever it shows."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} headings of the first level"
    if not page.title().strip():
        yield "no title"
    if page.locator("html").get_attribute("lang") != "en":
        yield "no language"


def paint(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Light or dark, and wait until the colours have arrived: axe would read those on the way."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("""async () => {
      await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
      await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    }""")


def resize(page: Page, width: int, height: int = 900) -> None:
    page.set_viewport_size({"width": width, "height": height})


def overflow(page: Page, width: int) -> int:
    """Pixels by which the page is wider than the screen."""
    resize(page, width)
    return int(page.evaluate("document.documentElement.scrollWidth")) - width


def shoot(page: Page, name: str, *, is_wanted: bool = IS_WANTED) -> None:
    """Show the whole page, on a screen as high as the page: what sticks to an edge stands where it belongs.

    The picture of it is for people, who ask for it (SHOTS=1): six of each page take their time.
    """
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    resize(page, width, min(height, TALLEST))
    if is_wanted:
        photograph(page, name)


def photograph(page: Page, name: str) -> None:
    """Take a picture of what is seen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.jpg", type="jpeg", quality=85)
