"""The stand-in for the list of leaked passwords answers range queries as the real one does."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from assay.sandbox.breaches.store import Store, digest
from tests.identity.breach_list import breach_list


@pytest.fixture
def leaked(tmp_path: Path) -> Iterator[Store]:
    with breach_list(tmp_path) as store:
        yield store


def ask(path: str, *, body: object = None, **headers: str) -> tuple[int, str]:
    address = settings.BREACH_LIST_URL.removesuffix("/range/") + path
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=data, headers=headers), timeout=5) as answer:  # noqa: S310 -- our own loopback address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.usefixtures("leaked")
def test_a_range_holds_the_endings_and_counts_of_what_leaked() -> None:
    key = digest("password1234")
    assert (200, f"{key[5:]}:40612") == ask(f"/range/{key[:5]}")
    assert (200, f"{key[5:]}:40612") == ask(f"/range/{key[:5].lower()}")
    assert (200, "") == ask("/range/00000")


@pytest.mark.usefixtures("leaked")
def test_a_padded_range_is_long_whatever_it_holds_and_its_padding_counts_nothing() -> None:
    key = digest("password1234")
    for prefix, real in ((key[:5], 1), ("00000", 0)):
        lines = ask(f"/range/{prefix}", **{"Add-Padding": "true"})[1].split("\r\n")
        assert 800 <= len(lines) <= 1000
        assert all(re.fullmatch(r"[0-9A-F]{35}:\d+", line) for line in lines)
        assert real == sum(not line.endswith(":0") for line in lines)


def test_what_is_posted_has_leaked_and_stays_so_over_a_restart(leaked: Store, tmp_path: Path) -> None:
    key = digest("a new leak of mine")
    assert 201 == ask("/api/passwords", body={"password": "a new leak of mine", "count": 7})[0]
    assert {key[5:]: 7} == leaked.endings(key[:5]) == Store(tmp_path).endings(key[:5])


@pytest.mark.usefixtures("leaked")
@pytest.mark.parametrize("path", ["/range/", "/range/ABCDEF", "/range/XYZ12", "/other", "/range/ABCD%20"])
def test_what_is_no_range_is_refused(path: str) -> None:
    assert ask(path)[0] in {400, 404}
    assert "stand-in" in ask("/")[1]


@pytest.mark.usefixtures("leaked")
@pytest.mark.parametrize(
    ("path", "body"), [("/api/passwords", {}), ("/api/passwords", []), ("/other", {"password": "x"})]
)
def test_what_is_no_password_is_not_taken(path: str, body: object) -> None:
    assert ask(path, body=body)[0] in {400, 404}


@pytest.mark.usefixtures("leaked")
def test_another_sites_page_cannot_let_a_password_leak() -> None:
    assert 404 == ask("/api/passwords", body={"password": "x"}, Origin="http://evil.example")[0]
