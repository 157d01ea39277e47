"""Each kind of evidence is really looked at: what is broken is found, what is old does not count."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import override

import pytest

from assay.modules.readiness.conf import Place
from assay.modules.readiness.providers import documents, drills, outcomes, probes
from assay.modules.readiness.providers.outcomes import Outcomes
from assay.modules.readiness.types import Evidence, Kind, Outcome
from tests.readiness import make

TEST = "tests/a/test_a.py::test_one"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make.write(tmp_path, "src/assay/rules.py", "LIMIT = 1\n")
    return tmp_path


def look(place: Place) -> Outcome:
    return outcomes.prover(place)(TEST, make.evidence(kind=Kind.TEST, run=(TEST,))).outcome


def save(place: Place, by_test: dict[str, str]) -> None:
    outcomes.save(place.outcomes, Outcomes(fingerprint=outcomes.fingerprint(place.root), by_test=by_test))


def test_a_passed_test_holds_for_the_code_it_ran_on(root: Path) -> None:
    place = make.place(root)
    save(place, {TEST: "passed"})

    assert Outcome.HOLDS == look(place)


@pytest.mark.parametrize(
    ("by_test", "expected"),
    [
        ({TEST: "failed"}, Outcome.FAILS),
        ({TEST: "skipped"}, Outcome.STALE),
        ({f"{TEST}[a]": "passed", f"{TEST}[b]": "failed"}, Outcome.FAILS),
        ({f"{TEST}[a]": "passed", f"{TEST}[b]": "passed"}, Outcome.HOLDS),
        ({f"{TEST}_more": "passed"}, Outcome.STALE),
    ],
)
def test_every_variant_of_a_test_counts(by_test: dict[str, str], expected: Outcome, root: Path) -> None:
    place = make.place(root)
    save(place, by_test)

    assert expected == look(place)


def test_without_a_run_nothing_holds(root: Path) -> None:
    assert Outcome.STALE == look(make.place(root))


def test_a_changed_line_makes_outcomes_stale(root: Path) -> None:
    place = make.place(root)
    save(place, {TEST: "passed"})
    make.write(root, "src/assay/rules.py", "LIMIT = 2\n")

    assert Outcome.STALE == look(place)


def test_a_changed_register_does_not(root: Path) -> None:
    place = make.place(root)
    save(place, {TEST: "passed"})
    make.write(root, "src/assay/modules/readiness/floor.json", "{}")

    assert Outcome.HOLDS == look(place)


def test_partial_runs_add_up_until_the_code_changes(root: Path) -> None:
    place = make.place(root)
    save(place, {TEST: "passed"})
    save(place, {"tests/b.py::test_two": "passed"})
    together = outcomes.load(place.outcomes)
    make.write(root, "src/assay/rules.py", "LIMIT = 3\n")
    save(place, {"tests/b.py::test_two": "passed"})
    alone = outcomes.load(place.outcomes)

    assert together is not None
    assert {TEST, "tests/b.py::test_two"} == set(together.by_test)
    assert alone is not None
    assert {"tests/b.py::test_two"} == set(alone.by_test)


def test_a_torn_file_of_outcomes_proves_nothing(root: Path) -> None:
    place = make.place(root)
    make.write(root, "var/readiness/tests.json", '{"fingerprint": "x", "outco')

    assert Outcome.STALE == look(place)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nowner: engineering\nexpires: 2026-11-23\n---\ntext", Outcome.HOLDS),
        ("---\nowner: engineering\nexpires: 2026-11-22\n---\ntext", Outcome.FAILS),
        ("---\nowner: engineering\nexpires: soon\n---\ntext", Outcome.FAILS),
        ("---\nowner:\nexpires: 2027-01-01\n---\ntext", Outcome.FAILS),
        ("---\nexpires: 2027-01-01\n---\ntext", Outcome.FAILS),
        ("# no head", Outcome.FAILS),
        (None, Outcome.FAILS),
    ],
)
def test_a_document_holds_while_somebody_answers_for_it(text: str | None, expected: Outcome, root: Path) -> None:
    if text is not None:
        make.write(root, "docs/plan.md", text)

    found = documents.prover(make.place(root))("docs/plan.md", make.evidence())

    assert expected == found.outcome
    assert "docs/plan.md" in found.detail


@pytest.mark.parametrize(
    ("days", "passed", "expected"),
    [(1, True, Outcome.HOLDS), (31, True, Outcome.STALE), (1, False, Outcome.FAILS), (None, True, Outcome.STALE)],
)
def test_a_drill_holds_while_it_is_fresh(days: int | None, passed: bool, expected: Outcome, root: Path) -> None:  # noqa: FBT001  a column of the table above
    place = make.place(root)
    if days is not None:
        at = (make.NOON - dt.timedelta(days=days)).isoformat()
        drill = {"name": "restore", "at": at, "passed": passed}
        make.write(root, "var/readiness/drills.json", json.dumps({"drills": [drill]}))

    evidence = make.evidence(kind=Kind.DRILL, run=("restore",), max_age_days=30)

    assert expected == drills.prover(place)("restore", evidence).outcome


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        self.wfile.write(b"Welcome")

    @override
    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def probe(path: str, *expect: str) -> Evidence:
    return make.evidence(kind=Kind.PROBE, run=(path,), expect=expect)


@pytest.mark.parametrize(
    ("path", "expect", "expected"),
    [
        ("/", ("status 200", "header X-Frame-Options: deny", "absent Server-Timing", "body Welcome"), Outcome.HOLDS),
        ("/", ("status 404",), Outcome.FAILS),
        ("/", ("header X-Frame-Options: SAMEORIGIN",), Outcome.FAILS),
        ("/", ("header Strict-Transport-Security: max-age",), Outcome.FAILS),
        ("/", ("absent X-Frame-Options",), Outcome.FAILS),
        ("/", ("body Goodbye",), Outcome.FAILS),
        ("/moved", ("status 302",), Outcome.HOLDS),
    ],
)
def test_a_probe_reads_the_answer(path: str, expect: tuple[str, ...], expected: Outcome, root: Path) -> None:
    with serving() as url:
        found = probes.prover(make.place(root, base_url=url))(path, probe(path, *expect))

    assert expected == found.outcome, found.detail


def test_a_probe_of_nothing_is_stale_and_of_a_dead_address_fails(root: Path) -> None:
    with serving() as url:
        pass  # gone again, and its port with it

    assert Outcome.STALE == probes.prover(make.place(root))("/", probe("/", "status 200")).outcome
    assert Outcome.FAILS == probes.prover(make.place(root, base_url=url))("/", probe("/", "status 200")).outcome


def test_a_probe_asks_web_servers_only(root: Path) -> None:
    found = probes.prover(make.place(root, base_url="file:///etc"))("/passwd", probe("/passwd", "body root"))

    assert Outcome.FAILS == found.outcome
