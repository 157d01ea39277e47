"""People, their workspaces and roles, without HTTP; and what every mail of theirs says."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from assay.kernel import context
from assay.kernel.privacy import Email, PersonName, Secret
from assay.kernel.tenancy import system
from assay.kernel.testing import captured
from assay.modules.comms.models import Message
from assay.modules.identity.api import (
    Role,
    RoleTooLow,
    SignedOut,
    WorkspaceNotFound,
    actor,
    admit,
    email_of,
    enroll,
    find_actor,
    list_workspaces,
    name_of,
    open_workspace,
    require,
    workspace_of,
)
from assay.modules.identity.errors import AlreadyMember
from assay.modules.identity.models import Membership, Person
from tests.identity.make import actor_for, client_for, person

MAILS = {
    "email_confirmation_signup": "activate_url",
    "email_confirmation": "activate_url",
    "password_reset_key": "password_reset_url",
    "unknown_account": "sign_up_page",
    "account_already_exists": "reset_page",
    "password_changed": "reset_page",
    "password_reset": "reset_page",
    "password_set": "reset_page",
    "password_withdrawn": "password_reset_url",
    "email_confirm": "reset_page",
    "email_deleted": "reset_page",
    "email_changed": "to_email",
    "new_device": "not_me",
    "session_elsewhere": "sessions_page",
    "session_cut": "reset_page",
    "invitation": "link",
}
DOWNWARDS = (Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER)


@pytest.mark.django_db
def test_each_role_may_what_the_lower_ones_may_and_no_more() -> None:
    who = actor_for(person())
    for higher, lower in pairwise(DOWNWARDS):
        with system():
            Membership.objects.update(role=lower)
        lowered = find_actor(who.person_id)
        assert lowered is not None
        require(lowered, lower)
        with pytest.raises(RoleTooLow, match=f"needs the role {higher}; yours is {lower}"):
            require(lowered, higher)


@pytest.mark.django_db
def test_an_address_exists_once_whatever_its_case() -> None:
    person(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="Ada@example.org")


@pytest.mark.django_db
def test_enrolling_somebody_twice_changes_nothing() -> None:
    first = enroll(Email("Ada@Example.org"), password=Secret("seven quiet herons"), name=PersonName("Ada"))
    second = enroll(Email("ada@example.org"), password=Secret("another one entirely"), name=PersonName("Eve"))
    assert first == second
    with system():
        assert (1, 1) == (Person.objects.count(), Membership.objects.count())
    assert Person.objects.get().check_password("seven quiet herons")
    assert 0 == Message.objects.count()


@pytest.mark.django_db
def test_people_are_called_by_their_name_or_else_by_the_first_part_of_their_address() -> None:
    ada, bob = person(name="Ada Lovelace"), person(email="bob@example.org")
    called = name_of([ada.pk, bob.pk, uuid4()])
    assert {ada.pk: PersonName("Ada Lovelace"), bob.pk: PersonName("bob")} == called
    assert Email("bob@example.org") == email_of(bob.pk)
    assert email_of(uuid4()) is None


@pytest.mark.django_db
def test_a_shared_workspace_stands_beside_ones_own_and_ones_own_comes_first() -> None:
    ada, bob = person(), person()
    shared = open_workspace(ada.pk, name="Lovelace & Co")
    admit(bob.pk, workspace_id=shared, role=Role.VIEWER)
    assert ["Personal", "Lovelace & Co"] == [card.name for card in list_workspaces(bob.pk)]
    assert [Role.OWNER, Role.VIEWER] == [card.role for card in list_workspaces(bob.pk)]
    assert workspace_of(bob.pk) == list_workspaces(bob.pk)[0].id
    with pytest.raises(AlreadyMember):
        admit(bob.pk, workspace_id=shared, role=Role.OWNER)
    assert Role.VIEWER == list_workspaces(bob.pk)[1].role
    with pytest.raises(WorkspaceNotFound):
        admit(bob.pk, workspace_id=uuid4(), role=Role.OWNER)
    with pytest.raises(WorkspaceNotFound):
        workspace_of(uuid4())


@pytest.mark.django_db
def test_nobody_in_particular_acts_nowhere() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(SignedOut):
        actor(request)


@pytest.mark.django_db
def test_a_request_is_logged_under_its_person_and_workspace_and_leaves_nothing_behind() -> None:
    ada = person()
    with captured() as lines:
        client_for(ada).get("/api/v1/identity/me")
    (line,) = lines.named("request")
    assert (str(ada.pk), str(actor_for(ada).workspace_id)) == (line["person_id"], line["workspace_id"])
    assert (None, None) == (context.current().person_id, context.current().workspace_id)


def test_a_person_shows_as_an_id_and_never_as_an_address() -> None:
    ada = Person(email="ada@example.org", name="Ada")
    assert "ada" not in f"{ada} {ada!r}".lower()


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_says_the_same_as_text_and_as_html_and_leaves_no_gap(name: str) -> None:
    said: dict[str, object] = dict.fromkeys(MAILS.values(), "https://assay.example.com/there/") | {
        "address": "ada@example.org",
        "home": "https://assay.example.com",
        "from_email": "ada@example.org",
        "to_email": "new@example.org",
        "deleted_email": "other@example.org",
        "timestamp": datetime(2026, 11, 23, 6, 2, tzinfo=UTC),
        "ip": "203.0.113.7",
        "browser": "Firefox",
        "system": "Linux",
        "place": "Leiden, Netherlands",
        "when": datetime(2026, 11, 25, 11, 2, tzinfo=UTC),
        "by": "Ada",
        "workspace": "Lovelace & Co",
        "role": "member",
    }
    with override_settings(TEMPLATES=strict_templates()):
        subject, text, html = (
            render_to_string(f"identity/mail/{name}.{end}", said) for end in ("subject.txt", "txt", "html")
        )
    assert 1 == len(subject.strip().splitlines())
    assert str(said[MAILS[name]]) in text
    assert str(said[MAILS[name]]) in html
    for body in (subject, text, html):
        assert "MISSING" not in body
        assert "{{" not in body
    assert [] == re.findall(r"<(?:img|script|link|iframe)", html)


def strict_templates() -> list[dict[str, object]]:
    options = {"string_if_invalid": "MISSING", "context_processors": []}
    return [settings.TEMPLATES[0] | {"OPTIONS": options}]
