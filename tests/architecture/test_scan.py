"""The scans find what is planted, and one that did not look at everything has failed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.scan import rules
from tools.scan.__main__ import Incomplete, ask, passed, unlisted


def test_the_bill_is_held_against_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    lock.write_text(
        "Django==6.1.3 \\\n    --hash=sha256:1\nPyJWT==2.0 \\\n    # via x\nnot.here==1\n", encoding="utf-8"
    )

    assert ["pyjwt is missing in the bill"] == list(unlisted({"django", "click"}, lock=lock))
    assert [] == list(unlisted({"Django", "PyJWT"}, lock=lock))


def test_a_rule_that_no_longer_bites_is_a_finding(root: Path) -> None:
    folder = root / "tools" / "semgrep"
    planted = rules.planted(folder)
    results = [
        {"path": f"tools/semgrep/{file}", "start": {"line": line}, "check_id": f"tools.semgrep.{rule}", "extra": {}}
        for file, rule, line in planted
    ]

    assert len(planted) >= 22
    assert [] == list(rules.verdict(results, folder=folder))
    (missed,) = rules.verdict(results[1:], folder=folder)
    assert missed.endswith("is planted and not caught")


def test_prototypes_are_out_of_reach_of_scripts(root: Path) -> None:
    """Each way to write a property by a name that was sent is planted, for `make scan` to find (ASVS V15.3.6)."""
    planted = [rule for file, rule, _line in rules.planted(root / "tools" / "semgrep") if file == "caught.ts"]

    assert {"prototype-in-reach", "keys-merged", "key-from-elsewhere"} == set(planted)
    text = (root / "tools" / "semgrep" / "scripts.yml").read_text(encoding="utf-8")
    assert ["sha256.ts"] == re.findall(r"(\w+\.ts)\b", text), "one file is left out, and it holds numbers alone"


def test_a_finding_in_the_source_is_told_with_its_place(root: Path) -> None:
    found = {"path": "src/x.py", "start": {"line": 7}, "check_id": "a.b", "extra": {"message": "Mind\n  this."}}

    told = list(rules.verdict([found], folder=root / "tools" / "semgrep"))
    assert "src/x.py:7 b: Mind this." == told[0]


def unfinished() -> Iterator[str]:
    yield from ()
    raise Incomplete("it skipped half")


def test_a_scan_that_did_not_finish_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    assert not passed("half", unfinished)
    assert "not finished: it skipped half" in capsys.readouterr().out
    with pytest.raises(Incomplete):
        ask("false")


def test_the_build_server_scans_attacks_and_makes_up_requests(root: Path) -> None:
    """Static rules, attacks from outside, made-up requests and a look at every answer: none may be left out quietly."""
    lines = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    steps = [line for line in lines if line.startswith(("make ", "COVERAGE=1 "))]

    looks = ["make check", "make scan", "make image-scan"]
    assert [*looks, "COVERAGE=1 make test", "make e2e", "make attack", "make fuzz", "make drill"] == steps
    assert "set -euo pipefail" in lines, "a step that fails ends the run"
