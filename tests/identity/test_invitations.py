"""From an address to a place in a workspace, through HTTP, with the links taken from the mails themselves."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import escape

from assay.kernel import clock, tenancy
from assay.kernel.privacy import Email
from assay.kernel.testing import published
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role
from assay.modules.identity.errors import InvitationNotFound, InvitationOver
from assay.modules.identity.events.places import (
    InvitationDeclined,
    InvitationResent,
    InvitationRevoked,
    MemberInvited,
    MemberJoined,
)
from assay.modules.identity.models import Invitation, Person
from assay.modules.identity.services import invitations, members
from tests.identity.make import client_for, person
from tests.identity.sharing import NAME, Team, team
from tests.identity.test_journey import link_in_last_mail, sign_in, sign_up

pytestmark = pytest.mark.django_db
NINA = "nina@example.org"


@pytest.fixture
def there() -> Team:
    return team()


def invite(there: Team, *, email: str = NINA, role: str = "member", by: Person | None = None) -> Any:
    return there.browser(by or there.olga).post("/app/workspace/invitations/", {"email": email, "role": role})


def waiting() -> Invitation:
    with tenancy.system():
        return Invitation.objects.get(is_waiting=True)


def accept(client: Client, invitation: Invitation) -> Any:
    return client.post(f"/app/workspace/invitations/{invitation.pk}/accept/")


def test_somebody_with_an_account_follows_the_link_and_is_in(there: Team) -> None:
    nina = person(email=NINA)
    assert "/app/workspace/" == invite(there).headers["Location"]
    link = link_in_last_mail()
    assert ([NINA], f"Olga invites you to {NAME}") == (mail.outbox[-1].to, mail.outbox[-1].subject)
    browser = client_for(nina)
    page = browser.get(link).content.decode()
    assert "Olga invites you" in page
    assert "Accept" in page
    assert there.roles().keys() == {p.pk for p in (there.olga, there.adam, there.mia, there.vic)}, (
        "looking joins nobody"
    )
    assert "/app/workspace/" == accept(browser, waiting()).headers["Location"]
    assert Role.MEMBER == there.roles()[nina.pk]
    assert (str(there.workspace_id), "member") == _at_work(browser)
    assert nina.pk in {fact.person_id for fact in published(MemberJoined)}


def test_somebody_without_an_account_signs_up_first_and_finds_the_invitation_inside(there: Team) -> None:
    invite(there, role="viewer")
    link = link_in_last_mail()
    browser = Client()
    page = browser.get(link).content.decode()
    assert f"/accounts/signup/?next={link}" in page
    sign_up(browser, email=NINA)
    browser.post(link_in_last_mail())
    assert escape(NAME) in browser.get("/app/workspace/list/").content.decode()
    accept(browser, waiting())
    assert (str(there.workspace_id), "viewer") == _at_work(browser)


def test_a_signed_in_stranger_with_the_link_is_refused(there: Team) -> None:
    """The token travels by mail and may be passed on; the place goes to the mailbox it was sent to."""
    invite(there)
    eve = client_for(person(email="eve@example.org"))
    page = eve.get(link_in_last_mail()).content.decode()
    assert "for another address" in page
    assert "/accept/" not in page
    answer = accept(eve, waiting())
    assert 404 == answer.status_code
    assert 404 == eve.post(f"/app/workspace/invitations/{waiting().pk}/decline/").status_code
    assert 4 == len(there.roles())


def test_an_address_that_was_only_claimed_and_never_proven_is_not_enough(there: Team) -> None:
    eve = person(email="eve@example.org")
    invite(there, email="eve.other@example.org")
    browser = Client()
    sign_in(browser, email="eve@example.org")
    browser.post("/accounts/email/", {"email": "eve.other@example.org", "action_add": ""})
    assert 404 == accept(browser, waiting()).status_code
    assert eve.pk not in there.roles()


def test_an_invitation_is_used_up_by_accepting_and_by_declining(there: Team) -> None:
    nina = person(email=NINA)
    invite(there)
    link, first = link_in_last_mail(), waiting()
    accept(client_for(nina), first)
    assert 404 == accept(client_for(nina), first).status_code
    assert 404 == Client().get(link).status_code
    with there.inside():
        members.remove_member(there.acting(there.olga), nina.pk)
    assert 404 == accept(client_for(nina), first).status_code, "who was shown out does not come back by the old link"
    invite(there)
    second = waiting()
    browser = client_for(nina)
    browser.post(f"/app/workspace/invitations/{second.pk}/decline/")
    assert 404 == accept(browser, second).status_code
    assert [second.pk] == [fact.invitation_id for fact in published(InvitationDeclined)]


def test_after_seven_days_it_is_over(there: Team) -> None:
    nina = person(email=NINA)
    invite(there)
    link = link_in_last_mail()
    with tenancy.system():
        Invitation.objects.update(expires_at=clock.now())
    assert 404 == client_for(nina).get(link).status_code
    with pytest.raises(InvitationOver):
        invitations.accept_invitation(nina.pk, waiting().pk)


def test_the_answer_is_the_same_whether_the_address_has_an_account_or_not(there: Team) -> None:
    person(email="known@example.org")
    said = []
    for address in ("known@example.org", "other@example.org"):
        answer = invite(there, email=address)
        page = there.browser(there.olga).get("/app/workspace/").content.decode()
        with tenancy.system():
            Invitation.objects.filter(is_waiting=True).update(is_waiting=False, ended_at=clock.now())
        said.append((answer.status_code, answer.headers["Location"], _without_ids(page).replace(address, "")))
    assert said[0] == said[1]
    sent = Message.objects.filter(template="identity/mail/invitation").order_by("created_at")
    assert ["known@example.org", "other@example.org"] == [message.recipient for message in sent]


def test_only_a_hash_of_the_token_is_kept_and_nothing_private_stands_in_the_fact(there: Team) -> None:
    invite(there)
    token = link_in_last_mail().split("/")[2]
    stored = waiting()
    assert token not in str(vars(stored))
    assert 64 == len(stored.token_hash)
    (fact,) = published(MemberInvited)
    assert (there.olga.pk, "member") == (fact.person_id, fact.role)
    assert "nina" not in str(fact)


def test_members_and_viewers_invite_nobody_and_see_no_invitations(there: Team) -> None:
    invite(there)
    for who in (there.mia, there.vic):
        assert 403 == invite(there, email="x@example.org", by=who).status_code
        page = there.browser(who).get("/app/workspace/").content.decode()
        assert NINA not in page
        assert "Send the invitation" not in page
        for act in ("send", "revoke"):
            path = f"/app/workspace/invitations/{waiting().pk}/{act}/"
            assert 403 == there.browser(who).post(path).status_code


def test_an_admin_invites_no_owner(there: Team) -> None:
    assert 422 == invite(there, role="owner", by=there.adam).status_code
    assert 302 == invite(there, role="admin", by=there.adam).status_code


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "", "role": "member"}, "This field is required"),
        ({"email": "no address", "role": "member"}, "Enter a valid email address"),
        ({"email": NINA, "role": "king"}, "Select a valid choice"),
        ({"email": NINA}, "This field is required"),
        ({"email": "a" * 60 + "@" + "example." * 25 + "org", "role": "member"}, "at most 254"),
    ],
)
def test_what_cannot_be_sent_is_said_on_the_page(there: Team, fields: dict[str, str], said: str) -> None:
    answer = there.browser(there.olga).post("/app/workspace/invitations/", fields)
    assert 422 == answer.status_code
    assert said in answer.content.decode()


def test_who_is_in_or_invited_already_is_not_mailed_again(there: Team) -> None:
    assert 422 == invite(there, email=there.mia.email).status_code
    invite(there)
    answer = invite(there, email=NINA.upper())
    assert (422, True) == (answer.status_code, "Send it once more from the list" in answer.content.decode())
    assert 1 == Message.objects.filter(template="identity/mail/invitation").count()


def test_a_mail_is_repeated_with_a_new_link_after_ten_minutes_and_the_former_link_is_dead(there: Team) -> None:
    invite(there)
    first, browser = link_in_last_mail(), there.browser(there.olga)
    again = f"/app/workspace/invitations/{waiting().pk}/send/"
    browser.post(again)
    assert "Ten minutes pass" in browser.get("/app/workspace/").content.decode()
    assert [] == published(InvitationResent)
    with tenancy.system():
        Invitation.objects.update(sent_at=clock.now() - timedelta(minutes=10))
    browser.post(again)
    second = link_in_last_mail()
    assert (404, 200) == (Client().get(first).status_code, Client().get(second).status_code)
    assert (1, 2) == (len(published(InvitationResent)), waiting().sendings)


def test_what_is_taken_back_is_dead(there: Team) -> None:
    nina = person(email=NINA)
    invite(there)
    link, one = link_in_last_mail(), waiting()
    there.browser(there.olga).post(f"/app/workspace/invitations/{one.pk}/revoke/")
    assert 404 == Client().get(link).status_code
    assert 404 == accept(client_for(nina), one).status_code
    assert [one.pk] == [fact.invitation_id for fact in published(InvitationRevoked)]


def test_who_is_shown_out_takes_the_offers_they_made_along(there: Team) -> None:
    """Otherwise a removed admin comes back by an invitation sent to a second mailbox of theirs."""
    invite(there, by=there.adam, role="admin")
    with there.inside():
        members.remove_member(there.acting(there.olga), there.adam.pk)
    with tenancy.system():
        assert not Invitation.objects.filter(is_waiting=True).exists()


def test_who_is_lowered_takes_along_the_offers_they_could_not_make_now(there: Team) -> None:
    there.set_role(there.adam, Role.OWNER)
    invite(there, by=there.adam, role="owner")
    invite(there, by=there.adam, role="viewer", email="other@example.org")
    with there.inside():
        members.change_role(there.acting(there.olga), there.adam.pk, role=Role.ADMIN)
    assert "viewer" == waiting().role


def test_an_invitation_of_another_workspace_is_not_found(there: Team) -> None:
    invite(there)
    other = team()
    for act in ("send", "revoke"):
        path = f"/app/workspace/invitations/{waiting().pk}/{act}/"
        assert 404 == other.browser(other.olga).post(path).status_code
    with pytest.raises(InvitationNotFound):
        invitations.accept_invitation(there.mia.pk, other.workspace_id)


def test_fifty_invitations_wait_at_most(there: Team) -> None:
    with there.inside():
        olga = there.acting(there.olga)
        for number in range(50):
            invitations.invite(olga, email=Email(f"p{number}@example.org"), role=Role.VIEWER)
    answer = invite(there)
    assert (422, True) == (answer.status_code, "At most 50" in answer.content.decode())


def test_a_made_up_link_looks_like_a_dead_one() -> None:
    answer = Client().get("/invitations/made-up/")
    assert (404, True) == (answer.status_code, b"no longer works" in answer.content)


def _without_ids(page: str) -> str:
    """The page without what differs each time it is drawn: ids, tokens against forgery, nonces."""
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)
    return re.sub(r'(csrf[^>]*?(?:value|content)=|nonce=)"[^"]*"', "", page)


def _at_work(browser: Client) -> tuple[str, str]:
    me = browser.get("/api/v1/me").json()
    return me["workspace_id"], me["role"]
