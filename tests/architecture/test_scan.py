"""The scans find what is planted, and one that did not look at everything has failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.scan import licences, rules
from tools.scan.__main__ import Incomplete, ask, passed


@pytest.mark.parametrize(
    "said",
    ["MIT", "MIT License", "BSD-3-Clause", "Apache Software License", "MPL-2.0 AND MIT", "GPL-3.0-only OR MIT",
     "BSD License; Mozilla Public License 2.0 (MPL 2.0)", "(MIT OR Apache-2.0)", "PSF-2.0"],
)  # fmt: skip
def test_a_permissive_licence_passes(said: str) -> None:
    assert [] == licences.strangers(said)


@pytest.mark.parametrize(
    ("said", "strange"),
    [
        ("GPL-3.0-only", ["GPL-3.0-only"]),
        ("GNU Lesser General Public License v3 (LGPLv3)", ["GNU Lesser General Public License v3 (LGPLv3"]),
        ("MIT AND GPL-2.0-only", ["GPL-2.0-only"]),
        ("AGPL-3.0 OR Commons-Clause", ["AGPL-3.0"]),
        ("UNKNOWN", ["UNKNOWN"]),
        ("", ["nothing said"]),
        ("BSL-1.1", ["BSL-1.1"]),
    ],
)
def test_any_other_licence_is_a_finding(said: str, strange: list[str]) -> None:
    assert strange == licences.strangers(said)


def test_a_package_under_another_licence_is_named() -> None:
    rows = [{"Name": "good", "Version": "1", "License": "MIT"}, {"Name": "bad", "Version": "2", "License": "GPL-3.0"}]

    assert ["bad 2: GPL-3.0"] == list(licences.of_python(rows))


def test_a_package_of_the_assets_under_another_licence_is_named() -> None:
    lock = {"packages": {"": {}, "node_modules/a": {"license": "ISC"}, "node_modules/@x/b": {"version": "3"}}}

    assert ["@x/b 3: nothing said"] == list(licences.of_node(lock))


def test_every_exception_says_why() -> None:
    assert all(len(reason.split()) >= 3 for reason in licences.EXCEPTIONS.values())


def test_the_bill_is_held_against_the_lock() -> None:
    text = "Django==6.1.3 \\\n    --hash=sha256:1\nhttpx2[http2]==1.0 \\\ntzdata==1 ; os == 'win32' \\\n    # via x\n"

    assert {"django", "httpx2"} == licences.locked(text)
    assert {"ruamel-yaml"} == licences.plain(["ruamel.yaml"])


def test_a_rule_that_no_longer_bites_is_a_finding(root: Path) -> None:
    folder = root / "tools" / "semgrep"
    planted = rules.planted(folder)
    results = [
        {"path": f"tools/semgrep/{file}", "start": {"line": line}, "check_id": f"tools.semgrep.{rule}", "extra": {}}
        for file, rule, line in planted
    ]

    assert len(planted) >= 14
    assert [] == list(rules.verdict(results, folder=folder))
    (missed,) = rules.verdict(results[1:], folder=folder)
    assert missed.endswith("is planted and not caught")


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
