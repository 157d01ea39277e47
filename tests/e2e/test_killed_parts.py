"""A part of the product is killed while it works out a verdict: nothing is lost, nothing is there twice."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.people import State, answer_enough, idea_id, see_verdict
from tests.launch.make import until
from tests.launch.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]  # a lost worker is noticed after twelve seconds

UNREACHABLE = r"net::ERR_|status of 50[23]"


@contextmanager
def held(product: Product, part: str) -> Iterator[None]:
    """A part that does nothing for a while, as on a machine that is out of breath."""
    pid = product.pid(part)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_run_whose_worker_is_killed_is_finished_by_the_next_worker(
    tab: Opener, product: Product, newcomer: State
) -> None:
    page = tab(storage_state=newcomer).page
    answer_enough(page, "Judged by two workers")
    with held(product, "Worker"):
        page.get_by_role("button", name="See the verdict now").click()
        expect(page.get_by_text("Waiting for a free worker")).to_be_visible()
        idea = idea_id(page)
    worker = product.pid("Worker")
    until(lambda: _runs(page, idea)[0]["status"] != "queued", seconds=30)
    os.kill(worker, signal.SIGKILL)
    assert _runs(page, idea)[0]["status"] == "running", "it was over before the worker could be killed"
    until(lambda: product.is_back("Worker", instead_of=worker), seconds=60)
    see_verdict(page)
    _is_judged_once(page, idea)


def test_a_run_goes_on_while_the_web_process_is_killed_and_the_open_page_finds_its_end(
    tab: Opener, product: Product, newcomer: State
) -> None:
    page = tab(storage_state=newcomer, expected=UNREACHABLE).page
    answer_enough(page, "Judged behind a dead door")
    web = product.pid("Web")
    with held(product, "Worker"):
        page.get_by_role("button", name="See the verdict now").click()
        expect(page.get_by_text("Waiting for a free worker")).to_be_visible()
        idea = idea_id(page)
        os.kill(web, signal.SIGKILL)
    until(lambda: product.is_back("Web", instead_of=web), seconds=60)
    see_verdict(page)
    _is_judged_once(page, idea)


def _runs(page: Page, idea: str) -> list[dict[str, Any]]:
    answer = page.request.get(f"/api/v1/ideas/{idea}/runs")
    assert answer.ok, answer.text()
    runs: list[dict[str, Any]] = answer.json()["items"]
    return runs


def _is_judged_once(page: Page, idea: str) -> None:
    assert [run["status"] for run in _runs(page, idea)] == ["done"]
    rows = page.request.get("/api/v1/ideas", params={"limit": 100}).json()["items"]
    assert [len(row["trend"]) for row in rows if row["id"] == idea] == [1], "one run, one standing"
    page.goto(f"/app/ideas/{idea}/history/")
    expect(page.locator("section[aria-labelledby=runs] li")).to_have_count(1)
