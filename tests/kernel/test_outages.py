"""A full pool, lost connections and a stopped database are answered quickly and pass by themselves. Real processes."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from assay.kernel.db import reason, wait_until_ready, without_limits
from assay.launch.servers import scratch_folder, start_postgres

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # each starts a web process


def end_all_connections() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


def test_an_exhausted_pool_answers_503_with_retry_after_and_never_hangs(tight_site: Any) -> None:
    site = tight_site
    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(lambda _: site.get("/slow?seconds=2"), range(12)))
    served = [answer for answer in answers if answer.status == 200]
    refused = [answer for answer in answers if answer.status == 503]
    assert 12 == len(served) + len(refused)
    assert 2 <= len(served) < 12
    assert all(answer.headers["retry-after"] == "2" for answer in refused)
    assert max(answer.seconds for answer in refused) < 2
    assert 200 == site.get("/slow").status


def test_a_statement_that_takes_too_long_is_cancelled(tight_site: Any) -> None:
    answer = tight_site.get("/slow?seconds=20")
    assert 503 == answer.status
    assert answer.seconds < 5
    assert "statement took too long" in tight_site.log.read_text()


def test_requests_go_on_after_every_connection_was_cut(site: Any) -> None:
    with ThreadPoolExecutor(4) as crowd:
        assert {200} == {answer.status for answer in crowd.map(lambda _: site.get("/slow?seconds=0.2"), range(4))}
    end_all_connections()
    assert 200 == site.get("/slow").status


def test_a_request_cut_in_the_middle_gets_503_and_the_next_one_works(site: Any) -> None:
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(site.get, "/slow?seconds=10")
        deadline = time.monotonic() + 10
        while not _is_sleeping():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        end_all_connections()
        answer = waiting.result(timeout=10)
    assert (503, "2") == (answer.status, answer.headers["retry-after"])
    assert 200 == site.get("/slow").status


def _is_sleeping() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'")
        return bool(cursor.fetchone()[0])


def test_a_stopped_database_is_said_and_its_return_is_noticed(serve: Callable[..., Any]) -> None:
    folder = scratch_folder("assay-outage")
    database = start_postgres(folder, durable=False)
    site = serve(address=database.url)
    assert 200 == site.get("/slow").status
    database.stop()

    page, program = site.get("/slow", Accept="text/html"), site.get("/slow", Accept="application/json")
    assert (503, 503) == (page.status, program.status)
    assert page.headers["x-request-id"] in page.text
    assert "Nothing was changed" in page.text
    assert "application/problem+json" == program.headers["content-type"]
    assert max(page.seconds, program.seconds) < 4
    assert 200 == site.get("/livez").status
    ready = site.get("/readyz")
    assert 503 == ready.status
    assert '"database"' in ready.text
    assert '"cache"' not in ready.text

    again = start_postgres(folder, port=database.port, durable=False)
    try:
        deadline = time.monotonic() + 20
        while site.get("/slow").status != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        again.stop()


def test_the_start_waits_for_a_database_and_gives_up_in_the_end() -> None:
    wait_until_ready(patience=1)
    stranger = connections.create_connection("default")
    stranger.settings_dict = stranger.settings_dict | {"PORT": 1, "OPTIONS": {}}
    with pytest.raises(OperationalError):
        wait_until_ready(patience=0.5, database=stranger)


def test_limits_are_lifted_for_migrations_and_come_back() -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    assert "15s" == limit()
    with without_limits():
        assert "0" == limit()
    assert "15s" == limit()


def test_reasons_name_the_outage_and_nothing_else() -> None:
    assert "connection lost" == reason(OperationalError("to alice@example.org"))
