"""The workspace, its people and invitations over the interface: signed programs, and what none of them gets."""

from typing import Any

import pytest
from django.core.cache import cache

from assay.kernel import clock, tenancy
from assay.kernel.privacy import Email
from assay.kernel.testing import published
from assay.modules.audit.api import system_change
from assay.modules.audit.models import Entry
from assay.modules.audit.types import LOOK
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role, RoleTooLow, admit
from assay.modules.identity.events import ApiKeyRevoked
from assay.modules.identity.events.places import MemberInvited, MemberRemoved, RoleChanged
from assay.modules.identity.models import ApiKey, Invitation, Person
from assay.modules.identity.policy.access import RESEND_AFTER
from assay.modules.identity.services import invitations, keys, members, workspaces
from assay.modules.identity.types import KeyOrder
from tests.identity.make import person
from tests.identity.programs import Holder, program
from tests.identity.sharing import NAME, Team, pretending, team
from tests.identity.test_members import at_once, within

pytestmark = pytest.mark.django_db
MANAGING = ("members:read", "members:write", "workspace:read", "workspace:write")
API = "/api/v1"


@pytest.fixture
def there() -> Team:
    return team()


def holder(there: Team, who: Person, *, scopes: tuple[str, ...] = MANAGING) -> Holder:
    return program(who, scopes=scopes, workspace_id=there.workspace_id, signs=True)


def problem(answer: Any) -> tuple[int, str]:
    """The status and the kind of a refusal."""
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def letters() -> list[str]:
    """To whom invitations were sent, in turn."""
    sent = Message.objects.filter(template="identity/mail/invitation").order_by("created_at")
    return [message.recipient for message in sent]


def waiting() -> list[Invitation]:
    with tenancy.system():
        return list(Invitation.objects.filter(is_waiting=True))


# --- reading ---


def test_a_program_leafs_through_everybody_who_came_last_first(there: Team) -> None:
    key = holder(there, there.olga)
    first = key.ask_signed("GET", f"{API}/members?limit=3").json()
    last = key.ask_signed("GET", f"{API}/members?limit=3&cursor={first['next_cursor']}").json()
    assert [who.email for who in (there.vic, there.mia, there.adam, there.olga)] == [
        one["email"] for one in (*first["items"], *last["items"])
    ]
    assert last["next_cursor"] is None
    one = key.ask_signed("GET", f"{API}/members/{there.mia.pk}").json()
    assert ("Mia", there.mia.email, "member") == (one["name"], one["email"], one["role"])


def test_addresses_are_shown_to_signed_requests_alone_and_every_look_stands_in_the_log(there: Team) -> None:
    key = holder(there, there.adam)
    assert (403, "identity.SignatureNeeded") == problem(key.ask("GET", f"{API}/members"))
    key.ask_signed("GET", f"{API}/members")
    with there.inside():
        (look,) = Entry.objects.filter(name=LOOK)
    assert (there.adam.pk, "identity.members", str(key.key_id)) == (
        look.actor_id, look.details["kind"], look.objects_named["with_key"],
    )  # fmt: skip


def test_whose_key_it_is_and_how_it_is_used_say_what_one_is_in_the_workspace(there: Team) -> None:
    key = holder(there, there.olga)
    said = key.ask_signed("GET", f"{API}/workspace").json()
    assert (str(there.workspace_id), NAME, False, "owner") == tuple(
        said[name] for name in ("id", "name", "is_personal", "role")
    )
    assert "member" == key.ask("GET", f"{API}/workspace").json()["role"]


# --- changing ---


def test_a_signed_program_of_an_admin_renames_changes_roles_and_removes(there: Team) -> None:
    key = holder(there, there.adam)
    assert 204 == key.ask_signed("PATCH", f"{API}/workspace", {"name": "  Countess   & Co "}).status_code
    assert "Countess & Co" == key.ask("GET", f"{API}/workspace").json()["name"]
    assert 204 == key.ask_signed("PATCH", f"{API}/members/{there.vic.pk}", {"role": "admin"}).status_code
    assert 204 == key.ask_signed("DELETE", f"{API}/members/{there.mia.pk}").status_code
    assert {there.olga.pk: "owner", there.adam.pk: "admin", there.vic.pk: "admin"} == there.roles()
    assert [there.adam.pk] == [fact.by for fact in published(RoleChanged)]
    assert [there.adam.pk] == [fact.by for fact in published(MemberRemoved)]


@pytest.mark.parametrize("name", ["", "  ", "a\u202eb", "x" * 121, "a\u200bb"])
def test_a_name_that_no_form_takes_is_refused_with_its_place(there: Team, name: str) -> None:
    answer = holder(there, there.olga).ask_signed("PATCH", f"{API}/workspace", {"name": name})
    assert (422, ["/name"]) == (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]])


def test_nobody_gets_further_by_a_key_than_by_hand(there: Team) -> None:
    before, adam, olga = there.roles(), holder(there, there.adam), holder(there, there.olga)
    for key, method, of, role, refusal in (
        (adam, "PATCH", there.adam, "owner", (403, "identity.NotYoursToGive")),
        (adam, "PATCH", there.mia, "owner", (403, "identity.NotYoursToGive")),
        (adam, "PATCH", there.olga, "viewer", (403, "identity.NotYoursToGive")),
        (adam, "DELETE", there.olga, None, (403, "identity.NotYoursToGive")),
        (olga, "PATCH", there.olga, "viewer", (409, "identity.LastOwner")),
        (olga, "DELETE", there.olga, None, (409, "identity.LastOwner")),
        (olga, "PATCH", person(), "viewer", (404, "identity.MemberNotFound")),
        (olga, "DELETE", person(), None, (404, "identity.MemberNotFound")),
    ):
        body = {"role": role} if role else None
        assert refusal == problem(key.ask_signed(method, f"{API}/members/{of.pk}", body)), (method, of.name, role)
    assert (409, "identity.LastOwner") == problem(olga.ask_signed("POST", f"{API}/workspace/leave"))
    assert before == there.roles()


def test_a_role_that_was_taken_away_takes_the_power_of_its_keys_along(there: Team) -> None:
    key = holder(there, there.adam)
    there.set_role(there.adam, Role.MEMBER)
    assert (403, "identity.RoleTooLow") == problem(key.ask_signed("DELETE", f"{API}/members/{there.vic.pk}"))
    assert (403, "identity.RoleTooLow") == problem(key.ask_signed("GET", f"{API}/invitations"))
    assert (403, "identity.NotYoursToGive") == problem(
        key.ask_signed("PATCH", f"{API}/members/{there.adam.pk}", {"role": "admin"})
    )


def test_under_the_lock_a_program_may_no_more_than_its_request_may(there: Team) -> None:
    """The maker's role is read again there; what the key takes off it stays off."""
    with there.inside(), pytest.raises(RoleTooLow):
        workspaces.rename_workspace(pretending(there.acting(there.olga), Role.MEMBER), name="Taken")


# --- leaving ---


def test_who_leaves_or_is_removed_finds_their_keys_dead_when_they_come_back(there: Team) -> None:
    adam, mia = (holder(there, who, scopes=("ideas:read",)) for who in (there.adam, there.mia))
    assert 204 == holder(there, there.olga).ask_signed("DELETE", f"{API}/members/{there.mia.pk}").status_code
    with there.inside():
        members.leave_workspace(there.acting(there.adam))
    for who in (there.mia, there.adam):
        admit(who.pk, workspace_id=there.workspace_id, role=Role.MEMBER)
    assert [401, 401] == [key.ask("GET", f"{API}/ideas").status_code for key in (adam, mia)]
    assert {adam.key_id, mia.key_id} == {fact.key_id for fact in published(ApiKeyRevoked)}


def test_leaving_twice_with_one_key_leaves_once(there: Team) -> None:
    browser, once = there.browser(there.adam), {"Idempotency-Key": "out"}
    first, again = (browser.post(f"{API}/workspace/leave", headers=once) for _ in range(2))
    assert (204, 204, "true") == (first.status_code, again.status_code, again["Idempotent-Replayed"])
    assert there.adam.pk not in there.roles()
    assert (409, "identity.PersonalWorkspace") == problem(browser.post(f"{API}/workspace/leave"))


# --- invitations ---


def test_an_invitation_is_sent_listed_sent_again_and_withdrawn(there: Team) -> None:
    key, wanted = holder(there, there.adam), {"email": "Nina@example.org", "role": "member"}
    made = key.ask_signed("POST", f"{API}/invitations", wanted)
    place = f"{API}/invitations/{made.json()['id']}"
    (listed,) = key.ask_signed("GET", f"{API}/invitations").json()["items"]
    assert (201, made.json()["id"], "member", False) == (
        made.status_code, listed["id"], listed["role"], listed["is_over"],
    )  # fmt: skip
    assert ["nina@example.org"] * 2 == [listed["email"], *letters()]
    assert (409, "identity.SentTooOften") == problem(key.ask_signed("POST", f"{place}/send"))
    with tenancy.system(), system_change(reason="ten minutes of the test have passed"):
        Invitation.objects.update(sent_at=clock.now() - RESEND_AFTER)
    assert 204 == key.ask_signed("POST", f"{place}/send").status_code
    assert 204 == key.ask_signed("DELETE", place).status_code
    assert (404, "identity.InvitationNotFound") == problem(key.ask_signed("DELETE", place))
    assert ([], []) == (waiting(), key.ask_signed("GET", f"{API}/invitations").json()["items"])


def test_what_is_answered_says_nothing_of_whether_the_address_has_an_account(there: Team) -> None:
    person(email="known@example.org")
    key, said = holder(there, there.olga), []
    for address in ("known@example.org", "other@example.org"):
        cache.clear()
        answer = key.ask_signed("POST", f"{API}/invitations", {"email": address, "role": "viewer"})
        same = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
        said.append((answer.status_code, list(answer.json()), same))
    assert said[0] == said[1]
    assert ["known@example.org", "other@example.org"] == letters()


def test_an_invitation_sent_twice_with_one_key_is_one_letter(there: Team) -> None:
    key, wanted = holder(there, there.olga), {"email": "nina@example.org", "role": "viewer"}
    place = f"{API}/invitations"
    answers = [
        key.ask("POST", place, wanted, Idempotency_Key="one", **key.signed("POST", place, wanted)) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert (1, 1) == (len(letters()), len(published(MemberInvited)))


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"email": "nobody", "role": "member"}, "/email"),
        ({"email": f"{'x' * 250}@a.example", "role": "member"}, "/email"),
        ({"email": "a@example.org\r\nBcc: b@example.org", "role": "member"}, "/email"),
        ({"email": "nina@example.org", "role": "king"}, "/role"),
        ({"email": "nina@example.org"}, "/role"),
        ({"email": "nina@example.org", "role": "viewer", "invited_by": "x"}, "/invited_by"),
        ({"email": "nina@example.org", "role": "viewer", "workspace_id": "x"}, "/workspace_id"),
    ],
)
def test_an_invitation_that_is_none_is_refused_with_its_place(there: Team, sent: Any, pointer: str) -> None:
    answer = holder(there, there.olga).ask_signed("POST", f"{API}/invitations", sent)
    assert (422, [pointer]) == (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]])
    assert [] == waiting()


def test_nobody_is_asked_in_as_more_than_whoever_asks_is(there: Team) -> None:
    wanted = {"email": "nina@example.org", "role": "owner"}
    refused = holder(there, there.adam).ask_signed("POST", f"{API}/invitations", wanted)
    assert (403, "identity.NotYoursToGive") == problem(refused)
    assert [] == waiting()


@pytest.mark.slow(reason="a hundred signed requests")
def test_all_keys_of_a_workspace_together_send_so_many_letters_and_no_more(there: Team) -> None:
    """One key may ask thirty times an hour, and a workspace has up to fifty keys."""
    place, passed = f"{API}/invitations/{there.workspace_id}/send", list[int]()
    for _ in range(4):
        key, statuses = holder(there, there.olga), list[int]()
        while 429 not in statuses:
            statuses.append(key.ask_signed("POST", place).status_code)
        passed.append(statuses.count(404))
    assert [30, 30, 30, 10] == passed


# --- keys that manage ---


@pytest.mark.parametrize("scope", ["audit:read", "members:read", "members:write", "workspace:read", "workspace:write"])
def test_only_who_runs_the_workspace_makes_keys_to_manage_it(there: Team, scope: str) -> None:
    order = KeyOrder(name="x", scopes=("ideas:read", scope))
    with there.inside():
        keys.make(there.acting(there.adam), order)
        with pytest.raises(RoleTooLow):
            keys.make(there.acting(there.mia), order)
        with pytest.raises(RoleTooLow):
            keys.make(pretending(there.acting(there.mia), Role.OWNER), order)
    pages = [there.browser(who).get("/app/settings/keys/new/").content.decode() for who in (there.adam, there.mia)]
    assert [True, False] == [f'value="{scope}"' in page for page in pages]
    forged = {"name": "x", "scopes": [scope], "days": "30", "once": str(there.workspace_id)}
    assert 422 == there.browser(there.mia).post("/app/settings/keys/new/", forged).status_code


def test_a_key_to_manage_has_no_successor_once_its_maker_may_not_make_one(there: Team) -> None:
    key = holder(there, there.adam, scopes=(*MANAGING, "keys:write"))
    there.set_role(there.adam, Role.MEMBER)
    refused = key.ask_signed("POST", f"{API}/keys/{key.key_id}/rotation", {"overlap_hours": 24})
    assert (403, "identity.RoleTooLow") == problem(refused)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_a_key_made_in_the_moment_its_maker_is_removed_does_not_outlive_them(_round: int) -> None:
    there = team()
    olga, mia = there.acting(there.olga), there.acting(there.mia)
    order = KeyOrder(name="x", scopes=("ideas:read",))
    at_once(
        within(there, lambda: members.remove_member(olga, mia.person_id)),
        within(there, lambda: keys.make(mia, order)),
    )
    with there.inside():
        assert [] == list(ApiKey.objects.filter(person_id=mia.person_id, revoked_at=None))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_an_invitation_made_in_the_moment_its_sender_is_removed_does_not_outlive_them(_round: int) -> None:
    there = team()
    olga, adam = there.acting(there.olga), there.acting(there.adam)
    at_once(
        within(there, lambda: members.remove_member(olga, adam.person_id)),
        within(there, lambda: invitations.invite(adam, email=Email("nina@example.org"), role=Role.ADMIN)),
    )
    assert [] == waiting()
