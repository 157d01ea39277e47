"""A repeated unsafe request gets the first answer; a crash leaves no effect and no key. Real threads and processes."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from assay.kernel import clock, context
from assay.kernel.idempotency import KeyNotValid, idempotent
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
        with pytest.raises(OSError):  # noqa: PT011 -- the connection breaks in one of several ways
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
def remember(_request: HttpRequest) -> HttpResponse:
    row = OutboxRow.objects.create(name="order", payload={})
    return HttpResponse(str(row.pk), status=201)


def ask(method: str = "post", path: str = "/x", key: str = "the-key") -> HttpResponse:
    return remember(RequestFactory().generic(method.upper(), path, b"{}", headers={"Idempotency-Key": key}))


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


def test_safe_methods_need_no_key() -> None:
    assert ask("get").content != ask("get").content


@pytest.mark.parametrize("key", ["k" * 256, "schl\u00fcssel", ""])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(KeyNotValid):
        ask(key=key)
    assert 0 == orders()
