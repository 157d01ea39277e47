"""Every page of the product in each state that looks different: where it is, who sees it, what to do there first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, expect

from tests.e2e.browsing import NOTHING
from tests.e2e.people import PRICE

KB: Final = 1_000
NOBODY, FOUNDER, NEWCOMER = "nobody", "founder", "newcomer"
REFUSED: Final = r"status of 4\d\d"
PIECE: Final = "/app/ideas/{idea}/evidence/new/X01/D1/"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """`budget` is what the page may ask of scripts before anybody touches it, in bytes as gzip packs them."""

    name: str
    address: str
    who: str = FOUNDER
    first: Callable[[Page], None] | None = None
    expected: str = NOTHING
    budget: int = 60 * KB


def send(page: Page) -> None:
    """Send the page's form as it is; the answer is the same page with its errors."""
    page.locator("main form").first.evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("alert").first).to_be_visible()


def name_nothing(page: Page) -> None:
    page.get_by_label("Name").fill("")
    send(page)


def mix_up_the_price(page: Page) -> None:
    price = page.get_by_role("group", name=PRICE)
    price.get_by_label("Low").fill("900")
    price.get_by_label("High").fill("3")
    send(page)


def lose_more_than_there_is(page: Page) -> None:
    page.get_by_label("Exact money you can put in").fill("10")
    page.get_by_label("The most you can afford to lose").fill("20")
    send(page)


def ask_for_the_effect(page: Page) -> None:
    page.get_by_label("How many of them did it?").fill("7")
    page.get_by_label("Out of how many?").fill("8")
    expect(page.locator("#effect tbody tr").first).to_be_visible()


def write_a_note(page: Page) -> None:
    page.locator("textarea").first.fill("The baker said that mornings are the problem.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("ol.timeline li").first).to_be_visible()


def edit_a_note(page: Page) -> None:
    write_a_note(page)
    page.get_by_role("link", name="Edit").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit note")


def delete_a_note(page: Page) -> None:
    write_a_note(page)
    page.get_by_role("link", name="Delete").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this note?")


def add_an_action(page: Page) -> None:
    page.locator("main form input[type=text], main form textarea").first.fill("Call three bakeries")
    page.get_by_role("button", name="Add action").click()
    expect(page.locator("section[aria-labelledby=open-actions] li").first).to_be_visible()


def delete_an_action(page: Page) -> None:
    add_an_action(page)
    page.get_by_role("link", name="Delete").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this action item?")


def correct_a_row(page: Page) -> None:
    page.get_by_role("link", name="Correct row").first.click()
    expect(page.get_by_text("You are correcting row")).to_be_visible()


def open_a_source(page: Page) -> None:
    page.locator("main details.source > summary").first.click()
    expect(page.locator("details.source[open] .source__card").first).to_be_visible()


def open_the_menus(page: Page) -> None:
    page.locator("details[data-menu] > summary").filter(has_text="Account").click()
    expect(page.locator("details[data-menu][open] .menu__list")).to_be_visible()


def open_the_interactive_page(page: Page) -> None:
    page.get_by_role("button", name="Open the interactive page").click()
    page.locator(".opblock").first.wait_for()


def open_an_operation(page: Page) -> None:
    open_the_interactive_page(page)
    page.locator(".opblock-post .opblock-summary-control").first.click()
    page.locator(".opblock.is-open .opblock-body .responses-inner").wait_for()


def see_the_last_search(page: Page) -> None:
    page.locator("section[aria-labelledby=earlier] a").last.click()
    page.wait_for_selector("article.candidate")


def make_a_key(page: Page) -> None:
    page.get_by_label("What is the key for?").fill("Continuous integration")
    page.get_by_label("Ideas, notes and actions: read").check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your new API key")


def replace_a_key(page: Page) -> None:
    make_a_key(page)
    page.get_by_role("link", name="I have kept it").click()
    page.get_by_role("link", name="Replace").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replace")


def revoke_a_key(page: Page) -> None:
    make_a_key(page)
    page.get_by_role("link", name="I have kept it").click()
    page.get_by_role("link", name="Revoke").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revoke")


PUBLIC: Final = (
    Stop(name="landing", address="/", who=NOBODY),
    Stop(name="landing-source", address="/", who=NOBODY, first=open_a_source),
    Stop(name="method", address="/method/", who=NOBODY),
    Stop(name="sample", address="/sample/", who=NOBODY),
    Stop(name="design", address="/design/", who=NOBODY),
    Stop(name="api-docs", address="/api/docs", who=NOBODY),
    Stop(name="api-docs-interactive", address="/api/docs", who=NOBODY, first=open_the_interactive_page),
    Stop(name="api-docs-operation", address="/api/docs", who=NOBODY, first=open_an_operation),
    Stop(name="problems", address="/problems/", who=NOBODY),
    Stop(name="problem", address="/problems/ideas.DraftMoved", who=NOBODY),
    Stop(name="pricing", address="/pricing/", who=NOBODY),
    Stop(name="login", address="/accounts/login/", who=NOBODY, budget=20 * KB),
    Stop(name="login-errors", address="/accounts/login/", who=NOBODY, first=send, expected=REFUSED),
    Stop(name="signup", address="/accounts/signup/", who=NOBODY, budget=20 * KB),
    Stop(name="signup-errors", address="/accounts/signup/", who=NOBODY, first=send, expected=REFUSED),
    Stop(name="signup-sent", address="/accounts/confirm-email/", who=NOBODY),
    Stop(name="reset", address="/accounts/password/reset/", who=NOBODY),
    Stop(name="reset-sent", address="/accounts/password/reset/done/", who=NOBODY),
    Stop(name="reset-dead-link", address="/accounts/password/reset/key/x-y/", who=NOBODY),
    Stop(name="password-withdrawn", address="/accounts/password/withdrawn/", who=NOBODY),
    Stop(name="confirm-dead-link", address="/accounts/confirm-email/nothing/", who=NOBODY),
    Stop(name="not-me-dead-link", address="/accounts/not-me/nothing/", who=NOBODY, expected=REFUSED),
    Stop(name="company-sign-in", address="/accounts/with/company/", who=NOBODY),
    Stop(name="company-sign-in-errors", address="/accounts/with/company/", who=NOBODY, first=send, expected=REFUSED),
    Stop(name="proof-dead-link", address="/accounts/with/proof/nothing/", who=NOBODY, expected=REFUSED),
    Stop(name="not-found", address="/there/is/no/such/page/", who=NOBODY, expected=REFUSED),
    Stop(name="sign-out", address="/accounts/logout/"),
    Stop(name="accounts-elsewhere", address="/app/settings/accounts/"),
    Stop(name="confirm-by-company", address="/app/settings/accounts/confirm/?factor=yes"),
    Stop(name="company-connection", address="/app/settings/workspace/sign-in/"),
    Stop(name="company-domains", address="/app/settings/workspace/domains/"),
    Stop(name="company-directory", address="/app/settings/workspace/directory/"),
)
START: Final = (
    Stop(name="ideas-empty", address="/app/ideas/?archived=1", who=NEWCOMER),
    Stop(name="ideas-none", address="/app/ideas/", who=NEWCOMER),
    Stop(name="discover-empty", address="/app/discover/", who=NEWCOMER),
    Stop(name="wizard-new", address="/app/ideas/new/", who=NEWCOMER),
    Stop(name="wizard-new-errors", address="/app/ideas/new/", who=NEWCOMER, first=send, expected=REFUSED),
    Stop(name="profile-empty", address="/app/profile/", who=NEWCOMER),
    Stop(name="profile-errors", address="/app/profile/", who=NEWCOMER, first=lose_more_than_there_is, expected=REFUSED),
    Stop(name="settings", address="/app/settings/"),
    Stop(name="plan", address="/app/settings/billing/"),
    Stop(name="invoices-none", address="/app/settings/billing/invoices/"),
    Stop(name="activity", address="/app/settings/activity/"),
    Stop(name="audit", address="/app/audit/"),
    Stop(name="audit-none", address="/app/audit/?until=2020-01-01"),
    Stop(name="audit-errors", address="/app/audit/?object=7", expected=REFUSED),
    Stop(name="keys", address="/app/settings/keys/"),
    Stop(name="key-new", address="/app/settings/keys/new/"),
    Stop(name="key-new-errors", address="/app/settings/keys/new/", first=send, expected=REFUSED),
    Stop(name="key-shown", address="/app/settings/keys/new/", first=make_a_key),
    Stop(name="key-replace", address="/app/settings/keys/new/", first=replace_a_key),
    Stop(name="key-revoke", address="/app/settings/keys/new/", first=revoke_a_key),
    Stop(name="sessions", address="/app/settings/sessions/"),
    Stop(name="sessions-end-others", address="/app/settings/sessions/others/"),
    Stop(name="settings-security", address="/app/settings/security/"),
    Stop(name="support", address="/app/settings/support/"),
    Stop(name="deleting the account", address="/app/settings/delete/"),
    Stop(name="your data", address="/app/settings/data/"),
    Stop(name="a workspace's data", address="/app/workspace/data/"),
    Stop(name="settings-email", address="/accounts/email/"),
    Stop(name="settings-password", address="/accounts/password/change/"),
    Stop(name="not-found-inside", address="/app/ideas/01a2071d-bbca-747a-a6c6-e14f5b4c54d5/", expected=REFUSED),
)
IDEA: Final = (
    Stop(name="ideas", address="/app/ideas/"),
    Stop(name="ideas-menu", address="/app/ideas/", first=open_the_menus),
    Stop(name="profile", address="/app/profile/"),
    Stop(name="discover", address="/app/discover/"),
    Stop(name="discover-run", address="/app/discover/", first=see_the_last_search),
    *(
        Stop(name=f"wizard-{step}", address="/app/ideas/{idea}/edit/" + step + "/")
        for step in ("idea", "customer", "problem", "offer", "money", "goal", "check")
    ),
    Stop(name="wizard-idea-errors", address="/app/ideas/{idea}/edit/idea/", first=name_nothing, expected=REFUSED),
    Stop(name="wizard-money-errors", address="/app/ideas/{idea}/edit/money/", first=mix_up_the_price, expected=REFUSED),
    Stop(name="audit-log", address="/app/audit/"),
    Stop(name="activity", address="/app/settings/activity/"),
    Stop(name="workspace", address="/app/workspace/"),
    Stop(name="workspaces", address="/app/workspace/list/"),
    Stop(name="verdict", address="/app/ideas/{idea}/"),
    Stop(name="verdict-source", address="/app/ideas/{idea}/", first=open_a_source),
    Stop(name="plan", address="/app/ideas/{idea}/plan/"),
    Stop(name="history", address="/app/ideas/{idea}/history/"),
    Stop(name="ledger", address="/app/ideas/{idea}/evidence/"),
    Stop(name="ledger-correct", address="/app/ideas/{idea}/evidence/", first=correct_a_row),
    Stop(name="evidence-choose", address="/app/ideas/{idea}/evidence/new/"),
    Stop(name="evidence", address=PIECE),
    Stop(name="evidence-effect", address=PIECE, first=ask_for_the_effect),
    Stop(name="evidence-errors", address=PIECE, first=send, expected=REFUSED),
    Stop(name="notes-empty", address="/app/ideas/{idea}/notes/"),
    Stop(name="notes", address="/app/ideas/{idea}/notes/", first=write_a_note),
    Stop(name="note-edit", address="/app/ideas/{idea}/notes/", first=edit_a_note),
    Stop(name="note-delete", address="/app/ideas/{idea}/notes/", first=delete_a_note),
    Stop(name="actions-empty", address="/app/ideas/{idea}/actions/"),
    Stop(name="actions", address="/app/ideas/{idea}/actions/", first=add_an_action),
    Stop(name="action-delete", address="/app/ideas/{idea}/actions/", first=delete_an_action),
    Stop(name="report", address="/app/ideas/{idea}/report/"),
)
FRESH: Final = (
    Stop(name="unjudged", address="/app/ideas/{fresh}/", who=NEWCOMER),
    Stop(name="unjudged-plan", address="/app/ideas/{fresh}/plan/", who=NEWCOMER),
    Stop(name="ledger-empty", address="/app/ideas/{fresh}/evidence/", who=NEWCOMER),
    Stop(name="history-empty", address="/app/ideas/{fresh}/history/", who=NEWCOMER),
)
STOPS: Final = PUBLIC + START + IDEA + FRESH
