"""One person's way through the product over HTTP: from no account to a report that names what moved."""

import json
import re
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from assay.kernel.testing import run_jobs

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons waded"
PROFILE = {
    "currency": "USD",
    "goal_month": "24",
    "risk": "balanced",
    "hours_per_week": "15",
    "cash": "10000",
    "affordable_loss": "5000",
    "income_target": "1500",
    "wage": "30",
    "country": "US",
    "skill_sales": "3",
}
ROW = {"k": "19", "n": "120", "recruitment": "cold", "registered": "on", "happened_on": "2026-11-20"}


def test_from_sign_up_to_a_report_that_names_what_moved() -> None:
    browser = Client()
    _sign_up(browser)
    idea = _discover(browser)
    _judge(browser, idea)
    _log(browser, idea)
    _report(browser, idea)


def _sign_up(browser: Client) -> None:
    browser.post(
        "/accounts/signup/", {"email": "ada@example.org", "name": "Ada", "password1": PASSWORD, "password2": PASSWORD}
    )
    run_jobs()
    (letter,) = mail.outbox
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+/)", str(letter.body))
    assert link is not None
    browser.post(link.group(1))
    browser.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert "Discover ideas" in browser.get("/app/ideas/").content.decode()


def _discover(browser: Client) -> str:
    assert "/app/discover/" == browser.post("/app/profile/", {**PROFILE, "discover": "1"})["Location"]
    search = browser.post("/app/discover/")["Location"]
    run_jobs()
    found = browser.get(search)
    entries = re.findall(r'action="(/app/discover/open/[a-z0-9-]+/)"', found.content.decode())
    assert 10 == len(found.context["cards"])
    opened = browser.post(entries[0])
    assert 302 == opened.status_code
    return opened["Location"].split("/edit/")[0]


def _judge(browser: Client, idea: str) -> None:
    early = browser.get(f"{idea}/report/", follow=True).content.decode()
    assert "The report is written with the first verdict." in early
    assert "See the verdict" in early
    answer = browser.post(f"{idea}/runs/")
    assert "Waiting for a free worker" in browser.get(answer["Location"]).content.decode()
    run_jobs()
    page = browser.get(f"{idea}/").content.decode()
    assert "verdict--" in page
    assert "What moved since the last verdict" not in page


def _log(browser: Client, idea: str) -> None:
    address = f"{idea}/evidence/new/X12/D6/"
    assert "Nothing is saved yet" in browser.post(address, {**ROW, "preview": "1"}).content.decode()
    assert 302 == browser.post(address, {**ROW, "save": "1"}).status_code
    run_jobs()
    assert "What moved since the last verdict" in browser.get(f"{idea}/").content.decode()


def _report(browser: Client, idea: str) -> None:
    written = json.loads(browser.get(f"{idea}/report.json").content)
    paper = PdfReader(BytesIO(browser.get(f"{idea}/report.pdf").content))
    assert 1 == len(written["ledger"])
    assert written["idea"]["name"] in browser.get(f"{idea}/report/").content.decode()
    assert written["idea"]["name"] == paper.metadata.title if paper.metadata else False
    assert {quantity["id"] for quantity in written["quantities"]} >= {"verdict.p_goal"}
