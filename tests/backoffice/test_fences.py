"""The fences around somebody who looks, each alone: a page that writes is let through, and what it finds is nothing."""

from typing import Any

import pytest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from assay.kernel.events import publish
from assay.kernel.reading import shows
from assay.kernel.testing import published
from assay.modules.identity.api import actor, is_fresh
from assay.modules.identity.events import MEMBERS, PersonRenamed
from assay.modules.identity.events.staff import ImpersonationSaw
from assay.modules.identity.models import Person
from tests.audit.make import entries
from tests.backoffice.make import Colleague, looking
from tests.identity.make import person

pytestmark = pytest.mark.django_db


def writes(request: HttpRequest) -> HttpResponse:
    """A page that changes something when it is opened, as none should."""
    with transaction.atomic():
        Person.objects.filter(pk=actor(request).person_id).update(must_add_factor=True)
        publish(PersonRenamed(person_id=actor(request).person_id))
    return HttpResponse("written")


def says(request: HttpRequest) -> HttpResponse:
    """A page that says as whom it was opened, and keeps something in the session."""
    found = {
        "user": str(request.user.pk),
        "actor": str(actor(request).person_id),
        "session": sorted(request.session.keys()),
        "is_fresh": is_fresh(request),
    }
    request.session["kept"] = "by whom?"
    return JsonResponse(found)


@shows(MEMBERS)
def lists(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("people")


def missing(_request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("probe/writes/", writes, name="writes"),
    path("probe/says/", says, name="says"),
    path("probe/lists/", lists, name="lists"),
    path("probe/missing/", missing, name="missing"),
    path("probe/unnamed/", says, name="unnamed"),
    path("", include("assay.config.urls")),
]
handler404 = "assay.kernel.problems.not_found"


@pytest.fixture
def ada() -> Person:
    return person(email="ada@example.org", name="Ada")


@pytest.fixture
def eve(ada: Person, settings: Any) -> Colleague:
    """Somebody who looks at Ada's account, in a product that has the pages above as well and opens all but one."""
    settings.ROOT_URLCONF = __name__
    settings.IMPERSONATION_PAGES = settings.IMPERSONATION_PAGES | {"writes", "says", "lists", "missing"}
    return looking(ada)


def test_postgresql_refuses_what_a_page_writes_and_the_answer_says_so(eve: Colleague, ada: Person) -> None:
    answer = eve.browser.get("/probe/writes/")

    assert (403, True) == (answer.status_code, b"writes something down when it is opened" in answer.content)
    assert not Person.objects.get(pk=ada.pk).must_add_factor
    assert [] == published(PersonRenamed)
    eve.browser.post("/staff/look/end/")
    assert b"written" == eve.browser.get("/probe/writes/").content, "as themselves they may"


def test_the_page_is_the_persons_and_its_session_remembers_nothing_and_proves_nothing(
    eve: Colleague, ada: Person
) -> None:
    found = eve.browser.get("/probe/says/").json()

    assert {"user": str(ada.pk), "actor": str(ada.pk), "session": [], "is_fresh": False} == found
    assert "kept" not in eve.browser.session, "nor does it leave anything in the staff's own"
    eve.browser.post("/staff/look/end/")
    assert str(eve.person.pk) == eve.browser.get("/probe/says/").json()["user"]


def test_a_page_that_nobody_named_stays_closed(eve: Colleague) -> None:
    assert 403 == eve.browser.get("/probe/unnamed/").status_code


def test_a_page_that_notes_its_readers_notes_the_staff_once_and_by_name_of_the_page(eve: Colleague) -> None:
    assert 200 == eve.browser.get("/probe/lists/").status_code

    assert ["lists"] == [each.page for each in published(ImpersonationSaw)]
    assert [eve.person.pk] == [entry.actor_id for entry in entries(name="identity.impersonation_saw.v1")]
    assert [] == entries(name="audit.people_read.v1")


def test_what_is_not_there_is_not_noted_as_seen(eve: Colleague) -> None:
    assert 404 == eve.browser.get("/probe/missing/").status_code
    assert 404 == eve.browser.get("/no/such/page/").status_code
    assert [] == published(ImpersonationSaw)
