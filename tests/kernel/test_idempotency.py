"""A repeated unsafe request gets the first answer; a crash leaves no effect and no key. Real threads and processes."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from assay.kernel import clock, context, events, jobs
from assay.kernel.idempotency import KeyNotValid, KeyUsedOtherwise, StillRunning, idempotent
from assay.kernel.models import OutboxRow, Replay

pytestmark = pytest.mark.django_db(transaction=True)


def order(site: Any, thing: str, key: str | None = "key-1", **more: object) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
    return site.ask("POST", "/api/test/orders", body=json.dumps({"thing": thing} | more), headers=headers)


def orders() -> int:
    return OutboxRow.objects.filter(name="order").count()


@pytest.mark.slow  # starts a web process
def test_keys_over_http(site: Any) -> None:
    # The first answer is given again, whole, and the effect is there once.
    first, again = order(site, "lamp"), order(site, "lamp")
    assert (201, 201) == (first.status, again.status)
    assert first.body == again.body
    assert first.headers["content-type"] == again.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert "true" == again.headers["idempotent-replayed"]
    assert 1 == orders()

    # Another body under the same key is refused; another key and no key are new requests.
    other = order(site, "table")
    assert (422, "/problems/kernel.KeyUsedOtherwise") == (other.status, json.loads(other.body)["type"])
    assert 201 == order(site, "lamp", key="key-2").status
    assert 201 == order(site, "lamp", key=None).status
    assert 3 == orders()

    # A refusal is kept, and what it had done is undone; a conflict and a failure are not kept.
    refused = order(site, "chair", key="key-3", status=422)
    assert 422 == refused.status
    assert "true" == order(site, "chair", key="key-3", status=422).headers["idempotent-replayed"]
    for status in (409, 500):
        key = f"key-{status}"
        assert status == order(site, "chair", key=key, status=status).status
        assert "idempotent-replayed" not in order(site, "chair", key=key, status=status).headers
    assert 3 == orders()

    # After a day the key is new.
    Replay.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert "idempotent-replayed" not in order(site, "lamp").headers
    assert 4 == orders()


@pytest.mark.slow  # starts a web process
def test_parallel_requests_with_one_key_have_one_effect(site: Any, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        first = crowd.submit(order, site, "lamp", folder=str(tmp_path))
        _wait(lambda: any(tmp_path.glob("ordered-*")))
        rest = list(crowd.map(lambda _: order(site, "lamp", folder=str(tmp_path)), range(6)))
        assert {409} == {answer.status for answer in rest}
        assert {"1"} == {answer.headers["retry-after"] for answer in rest}
        assert {"/problems/kernel.StillRunning"} == {json.loads(answer.body)["type"] for answer in rest}
        (tmp_path / "go").touch()
        assert 201 == first.result().status
    assert 1 == orders()
    assert "true" == order(site, "lamp", folder=str(tmp_path)).headers["idempotent-replayed"]


@pytest.mark.slow  # kills a web process and starts another
def test_a_crash_in_the_middle_leaves_nothing_and_frees_the_key(
    serve: Callable[..., Any], site: Any, tmp_path: Path
) -> None:
    doomed = serve()
    with ThreadPoolExecutor(1) as other:
        cut = other.submit(order, doomed, "lamp", folder=str(tmp_path))
        _wait(lambda: any(tmp_path.glob("ordered-*")))
        doomed.kill()
        with pytest.raises(ConnectionError):
            cut.result(timeout=10)
    assert (0, 0) == (orders(), Replay.objects.count())

    (tmp_path / "go").touch()
    answer = order(site, "lamp", folder=str(tmp_path))
    assert 201 == answer.status
    assert "idempotent-replayed" not in answer.headers
    assert 1 == orders()


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@idempotent
def remember(request: HttpRequest) -> HttpResponse:
    """Leave an effect and answer with the status in the body; 200 without a content type for an empty one."""
    row = OutboxRow.objects.create(name="order", payload={})
    response = HttpResponse(str(row.pk), status=int(request.body or 204), headers={"Location": f"/orders/{row.pk}"})
    if not request.body:
        del response["Content-Type"]
    return response


def ask(method: str = "post", path: str = "/x", *, key: str | None = "the-key", body: bytes = b"201") -> HttpResponse:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return remember(RequestFactory().generic(method.upper(), path, body, headers=headers))


def test_a_key_belongs_to_its_caller_method_and_address() -> None:
    alice, bob = uuid4(), uuid4()
    with context.bound(person_id=alice):
        hers = ask()
        assert hers.content == ask().content
        assert hers.content != ask("put").content
        assert hers.content != ask(path="/y").content
    with context.bound(person_id=bob):
        assert hers.content != ask().content
    assert hers.content != ask().content


@pytest.mark.parametrize("body", [b"201", b"200", b"404", b"422", b""])
def test_the_first_answer_is_given_again_with_its_headers(body: bytes) -> None:
    first, again = ask(body=body), ask(body=body)
    assert (first.status_code, first.content, first["Location"]) == (
        again.status_code,
        again.content,
        again["Location"],
    )
    assert first.get("Content-Type") == again.get("Content-Type")
    assert "true" == again["Idempotent-Replayed"]
    assert (0 if first.status_code >= 400 else 1) == orders()


@pytest.mark.parametrize("body", [b"401", b"409", b"429", b"500", b"503"])
def test_what_may_differ_next_time_is_neither_kept_nor_done(body: bytes) -> None:
    assert ask(body=body).content != ask(body=body).content
    assert (0, 0) == (orders(), Replay.objects.count())


def test_another_body_under_the_same_key_is_refused() -> None:
    ask()
    with pytest.raises(KeyUsedOtherwise):
        ask(body=b"202")
    assert 1 == orders()


def test_a_key_lives_for_a_day() -> None:
    first = ask()
    with clock.frozen(clock.now() + timedelta(hours=23, minutes=59)):
        assert first.content == ask().content
    with clock.frozen(clock.now() + timedelta(hours=24, seconds=1)):
        assert first.content != ask().content
    assert 2 == orders()


def test_a_key_that_somebody_holds_is_said_to_be_busy() -> None:
    held, done = threading.Event(), threading.Event()

    @idempotent
    def slow(_request: HttpRequest) -> HttpResponse:
        held.set()
        assert done.wait(10)
        return HttpResponse("late")

    def first() -> bytes:
        try:
            return slow(RequestFactory().post("/x", headers={"Idempotency-Key": "the-key"})).content
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        answer = other.submit(first)
        assert held.wait(10)
        with pytest.raises(StillRunning) as refused:
            slow(RequestFactory().post("/x", headers={"Idempotency-Key": "the-key"}))
        done.set()
        assert b"late" == answer.result()
    assert (409, 1) == (refused.value.status, refused.value.retry_after)


def test_safe_methods_and_requests_without_a_key_pass() -> None:
    assert ask("get").content != ask("get").content
    assert ask(key=None).content != ask(key=None).content
    assert 0 == Replay.objects.count()


@pytest.mark.parametrize("key", ["k" * 256, "schl\u00fcssel", ""])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(KeyNotValid):
        ask(key=key)
    assert 0 == orders()


def test_the_sweep_takes_what_is_past_its_time_and_leaves_what_is_owed() -> None:
    ask()
    old = clock.now() - timedelta(days=31)
    OutboxRow.objects.create(name="delivered", payload={}, created_at=old)
    owed = OutboxRow.objects.create(name="owed", payload={}, created_at=old)
    events.deliver.defer(row=str(owed.pk), handler="somebody")
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.find("kernel.sweep").run()
    assert 0 == Replay.objects.count()
    assert ["order", "owed"] == sorted(OutboxRow.objects.values_list("name", flat=True))
