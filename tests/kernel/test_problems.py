"""Every error has one shape for programs and one page for people, both with the request's id."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError
from ninja.security import django_auth

from assay.kernel import problems
from assay.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooLarge, TooMany, Unavailable
from assay.kernel.middleware import BodyLimitMiddleware, OutageMiddleware, ProblemMiddleware
from assay.kernel.testing import captured
from assay.kernel.wire import loads

ERRORS: dict[str, Callable[[], Exception]] = {
    "domain": lambda: DomainError("not like this"),
    "denied": lambda: PermissionDenied("who said that"),
    "forbidden": Forbidden,
    "missing": lambda: Http404("no such thing as alice@example.org"),
    "notfound": lambda: NotFound("There is no such idea."),
    "conflict": lambda: Conflict("It is archived.", idea="7"),
    "large": TooLarge,
    "invalid": lambda: Invalid(errors=[{"pointer": "/name", "detail": "is missing"}]),
    "often": lambda: TooMany(retry_after=7),
    "away": lambda: Unavailable(retry_after=3),
    "suspicious": lambda: SuspiciousOperation("../../etc"),
    "broken": lambda: RuntimeError("password=hunter2 of alice@example.org"),
    "database": lambda: OperationalError("connection to server at alice@example.org failed"),
}
STATUS = {
    "domain": 400, "denied": 403, "forbidden": 403, "missing": 404, "notfound": 404, "conflict": 409, "large": 413,
    "invalid": 422, "often": 429, "away": 503, "suspicious": 400, "broken": 500, "database": 503,
}  # fmt: skip


def fail(_request: HttpRequest, kind: str) -> HttpResponse:
    error = ERRORS[kind]()
    raise error


class Thing(Schema):
    name: str
    parts: tuple[int, ...] = ()


router = Router()


@router.get("/fail/{kind}")
def api_fail(request: HttpRequest, kind: str) -> HttpResponse:
    return fail(request, kind)


@router.post("/things")
def make(request: HttpRequest, thing: Thing, limit: int = 3) -> dict[str, Any]:
    return {"name": thing.name, "limit": limit, "asked": request.path}


@router.get("/mine", auth=django_auth)
def mine(request: HttpRequest) -> dict[str, str]:
    return {"asked": request.path}


@router.get("/teapot")
def teapot(request: HttpRequest) -> HttpResponse:
    raise HttpError(418, f"{request.method} is short and stout")


@dataclass(frozen=True)
class Document:
    name: str
    size: int


@router.post("/document")
def read_document(request: HttpRequest) -> dict[str, Any]:
    return {"name": loads(Document, problems.body_of(request)).name}


@csrf_exempt
def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(loads(Document, problems.body_of(request)).name)


api = NinjaAPI(urls_namespace="problemtest", docs_url=None)
problems.install(api)
api.add_router("/t", router)
urlpatterns = [
    path("document", document),
    path("fail/<kind>", fail),
    path("api/test/", api.urls),
    path("", include("assay.config.urls")),
]
handler400 = "assay.kernel.problems.bad_request"
handler403 = "assay.kernel.problems.forbidden"
handler404 = "assay.kernel.problems.not_found"
handler500 = "assay.kernel.problems.server_error"

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("kind", ERRORS)
def test_each_error_is_a_problem_document_in_the_api(client: Client, kind: str) -> None:
    answer = client.get(f"/api/test/t/fail/{kind}", headers={"X-Request-Id": "request-12345"})
    body = json.loads(answer.content)
    assert (STATUS[kind], STATUS[kind]) == (answer.status_code, body["status"])
    assert "application/problem+json" == answer["Content-Type"]
    assert "urn:request:request-12345" == body["instance"]
    assert "request-12345" == answer["X-Request-Id"]
    assert body["title"]
    assert body["type"].startswith(("/problems/", "about:blank"))
    assert "alice@example.org" not in answer.content.decode()
    assert "hunter2" not in answer.content.decode()


@pytest.mark.parametrize("kind", ERRORS)
def test_each_error_is_a_readable_page_for_people(client: Client, kind: str) -> None:
    answer = client.get(f"/fail/{kind}", headers={"X-Request-Id": "request-12345", "Accept": "text/html"})
    page = answer.content.decode()
    assert STATUS[kind] == answer.status_code
    assert answer["Content-Type"].startswith("text/html")
    assert "request-12345" in page
    assert str(STATUS[kind]) in page
    assert "{{" not in page
    assert "alice@example.org" not in page
    assert "hunter2" not in page


def test_the_same_address_answers_programs_that_ask_for_json(client: Client) -> None:
    answer = client.get("/fail/conflict", headers={"Accept": "application/json"})
    assert "application/problem+json" == answer["Content-Type"]
    assert "7" == answer.json()["idea"]
    assert "/problems/kernel.Conflict" == answer.json()["type"]


@pytest.mark.parametrize(("kind", "seconds"), [("often", "7"), ("away", "3"), ("database", "2")])
def test_what_passes_says_when_to_try_again(client: Client, kind: str, seconds: str) -> None:
    assert seconds == client.get(f"/fail/{kind}")["Retry-After"]
    assert seconds == client.get(f"/api/test/t/fail/{kind}")["Retry-After"]


def test_invalid_input_names_every_fault_with_its_pointer(client: Client) -> None:
    answer = client.post("/api/test/t/things?limit=x", {"parts": [1, "a"]}, content_type="application/json")
    assert 422 == answer.status_code
    faults = {(fault.get("in", "body"), fault["pointer"]) for fault in answer.json()["errors"]}
    assert {("body", "/name"), ("body", "/parts/1"), ("query", "/limit")} == faults


def test_malformed_json_is_refused_with_400(client: Client) -> None:
    answer = client.post("/api/test/t/things", '{"name": ', content_type="application/json")
    assert 400 == answer.status_code
    assert "application/problem+json" == answer["Content-Type"]


def test_an_unknown_route_and_a_wrong_method_are_problems_too(client: Client) -> None:
    missing, wrong = client.get("/api/test/t/nowhere"), client.delete("/api/test/t/things")
    assert (404, "application/problem+json") == (missing.status_code, missing["Content-Type"])
    assert (405, "application/problem+json") == (wrong.status_code, wrong["Content-Type"])
    assert "POST" in wrong["Allow"]


def test_signed_out_callers_get_401(client: Client) -> None:
    answer = client.get("/api/test/t/mine")
    assert (401, "/problems/kernel.Unauthorized") == (answer.status_code, answer.json()["type"])


def test_errors_of_the_framework_keep_their_status(client: Client) -> None:
    answer = client.get("/api/test/t/teapot")
    assert (418, "GET is short and stout") == (answer.status_code, answer.json()["detail"])


def test_a_page_that_does_not_exist_is_explained(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert 404 == answer.status_code
    assert "Check the address" in answer.content.decode()


def test_a_form_without_its_token_is_refused_readably() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/fail/domain", {})
    assert 403 == answer.status_code
    assert "reload the page" in answer.content.decode()


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space 123", "alice@example.org", "line\tbreak-1"])
def test_a_request_id_of_doubtful_form_is_replaced(client: Client, given: str) -> None:
    made = client.get("/livez", headers={"X-Request-Id": given})["X-Request-Id"]
    assert given != made
    assert 36 == len(made)


def test_an_error_that_nobody_foresaw_is_logged_once_with_its_id_and_without_people(client: Client) -> None:
    with captured() as lines:
        client.get("/fail/broken", headers={"X-Request-Id": "request-12345"})
    (entry,) = lines.named("unhandled error")
    assert "request-12345" == entry["request_id"]
    assert "RuntimeError" in entry["exception"]
    assert "hunter2" not in lines.text
    assert "alice@example.org" not in lines.text
    (access,) = lines.named("request")
    assert ("/fail/<kind>", 500) == (access["route"], access["status"])


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.post("/api/test/t/things", b"x" * 1_000_001, content_type="application/json")
    assert (413, "application/problem+json") == (answer.status_code, answer["Content-Type"])
    page = client.post("/fail/domain", b"x" * 10_000_000, content_type="application/octet-stream")
    assert 413 == page.status_code
    assert "Send less at once" in page.content.decode()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ('{"name": "x", "size": 3}', "application/json", 200),
        ('{"name": 3, "colour": 1}', "application/json", 422),
        ('{"name": ', "application/json", 400),
        ("", "application/json", 400),
        ("name=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_document_read_by_wire_is_answered_with_every_fault(
    client: Client, body: str, kind: str, status: int
) -> None:
    for place in ("/document", "/api/test/t/document"):
        answer = client.generic("POST", place, body, content_type=kind, headers={"Accept": "application/json"})
        assert status == answer.status_code
        if status == 422:
            assert {"/name", "/size", "/colour"} == {fault["pointer"] for fault in answer.json()["errors"]}


def test_without_the_look_the_error_page_still_explains() -> None:
    with override_settings(PROBLEM_TEMPLATE_BASES=("nowhere.html",)):
        page = Client().get("/no/such/page")
    assert 404 == page.status_code
    assert "Check the address" in page.content.decode()


def test_an_outage_outside_of_a_view_is_told_from_a_fault() -> None:
    def away(_request: HttpRequest) -> HttpResponse:
        raise OperationalError("gone")

    answer = OutageMiddleware(away)(RequestFactory().get("/x"))
    assert (503, "2") == (answer.status_code, answer["Retry-After"])
    for error, status in ((OperationalError("gone"), 503), (ValueError("no"), 500)):
        assert status == _while_handling(error).status_code


def _while_handling(error: Exception) -> HttpResponse:
    try:
        raise error
    except type(error):  # the handler asks for the exception at hand
        return problems.server_error(RequestFactory().get("/x"))


def test_a_body_that_grew_too_large_inside_django_is_413() -> None:
    request = RequestFactory().post("/x")
    assert 413 == problems.bad_request(request, RequestDataTooBig()).status_code
    refused = ProblemMiddleware(lambda _request: HttpResponse()).process_exception(request, RequestDataTooBig())
    assert refused is not None
    assert 413 == refused.status_code


@pytest.mark.parametrize(("size", "status"), [(500, 200), (1_000_001, 413)])
def test_a_body_of_unknown_length_is_counted_while_it_is_read(size: int, status: int) -> None:
    request = RequestFactory().post("/x", headers={"Transfer-Encoding": "chunked"})
    request.META |= {"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(b"x" * size)}
    answer = BodyLimitMiddleware(lambda asked: HttpResponse(str(len(asked.body))))(request)
    assert status == answer.status_code
