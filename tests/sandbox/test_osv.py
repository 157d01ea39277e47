"""The stand-in for OSV answers as OSV does: batches, pages, records, and its errors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from assay.kernel.http import configured_session
from assay.sandbox.osv.records import Records
from tests.supply.make import against, weakness_list


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Records]:
    with weakness_list(tmp_path) as records:
        yield records


def ask(path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    answer = configured_session(settings.OSV_URL).request(
        "POST" if data else "GET", settings.OSV_URL + path, data=data, headers=headers
    )
    return answer.status_code, answer.json() if answer.text.startswith("{") else answer.text


def query(name: str, version: str, **more: str) -> dict[str, Any]:
    return {"package": {"name": name, "ecosystem": "PyPI"}, "version": version} | more


def test_a_batch_has_one_result_for_each_question_in_their_order(listed: Records) -> None:
    listed.put(against("Django", "2.0.0"))

    status, said = ask("/v1/querybatch", {"queries": [query("x", "1"), query("django", "2.0"), query("django", "3")]})

    assert (200, [[], ["GHSA-planted"], []]) == (
        status,
        [[each["id"] for each in result.get("vulns", [])] for result in said["results"]],
    )


def test_a_long_result_goes_on_behind_its_token(listed: Records) -> None:
    listed.page = 2
    for number in range(3):
        listed.put(against("django", "2.0", id=f"GHSA-{number}"))

    (first,) = ask("/v1/querybatch", {"queries": [query("django", "2.0")]})[1]["results"]
    again = query("django", "2.0", page_token=first["next_page_token"])
    (second,) = ask("/v1/querybatch", {"queries": [again]})[1]["results"]

    assert ["GHSA-0", "GHSA-1"] == [each["id"] for each in first["vulns"]]
    assert (["GHSA-2"], False) == ([each["id"] for each in second["vulns"]], "next_page_token" in second)


def test_a_record_is_posted_read_and_stays_over_a_restart(listed: Records, tmp_path: Path) -> None:
    record = against("django", "2.0")

    assert 201 == ask("/api/records", record)[0]
    assert (200, record) == ask("/v1/vulns/GHSA-planted")
    assert record == Records(tmp_path).get("GHSA-planted") == listed.get("GHSA-planted")
    assert (404, 5) == (ask("/v1/vulns/GHSA-other")[0], ask("/v1/vulns/GHSA-other")[1]["code"])


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("body", [{}, {"queries": [{}]}, {"queries": [query("x", "1")] * 1_001}, [], {"queries": 3}])
def test_what_is_no_batch_is_refused(body: object) -> None:
    assert 400 == ask("/v1/querybatch", body)[0]


@pytest.mark.usefixtures("listed")
def test_it_says_what_it_is_and_no_page_of_another_site_changes_it() -> None:
    assert "stand-in" in ask("/")[1]
    assert 404 == ask("/api/records", against("django", "2.0"), Origin="http://evil.example")[0]
    assert 404 == ask("/other")[0]
    assert 400 == ask("/api/mode", {"mode": "asleep"})[0]


def test_its_faults_are_switched_on_and_off(listed: Records) -> None:
    del listed
    batch = {"queries": [query("x", "1"), query("y", "1")]}

    ask("/api/mode", {"mode": "failing"})
    assert 500 == ask("/v1/querybatch", batch)[0]
    ask("/api/mode", {"mode": "short"})
    assert 1 == len(ask("/v1/querybatch", batch)[1]["results"])
    ask("/api/mode", {"mode": "well"})
    assert 2 == len(ask("/v1/querybatch", batch)[1]["results"])
