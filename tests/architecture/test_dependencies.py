"""Every version is pinned by hash, the locks know every requirement, every licence fits."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.rules import dependencies, licences


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def test_every_version_is_pinned_by_hash(root: Path) -> None:
    locks = sorted((root / "requirements").glob("*.lock"))

    assert {"dev.lock", "run.lock"} <= {lock.name for lock in locks}
    assert [] == [entry for lock in locks for entry in dependencies.loose(lock)]


def test_the_locks_know_every_requirement(root: Path, project: dict[str, Any]) -> None:
    extras = project["optional-dependencies"]
    run = project["dependencies"]
    dev = [*run, *extras["embedded"], *extras["dev"]]

    assert [] == dependencies.missing(root / "requirements/run.lock", run)
    assert [] == dependencies.missing(root / "requirements/dev.lock", dev)


def test_what_runs_is_what_was_tested(root: Path) -> None:
    run = dependencies.pins(root / "requirements/run.lock")
    dev = dependencies.pins(root / "requirements/dev.lock")

    assert {} == {name: version for name, version in run.items() if dev.get(name) != version}


def test_every_licence_fits(root: Path) -> None:
    locked = list(dependencies.pins(root / "requirements/dev.lock"))

    assert len(locked) > 50
    assert [] == list(dependencies.unfitting(locked))


def test_reasoned_licences_are_still_needed(root: Path) -> None:
    locked = dependencies.pins(root / "requirements/dev.lock")

    assert set() == set(dependencies.REASONED) - set(locked)


def test_a_loose_version_is_caught(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text(
        "django==6.1 \\\n    --hash=sha256:aa\n    # via assay\nnumpy>=2 \\\n    --hash=sha256:bb\nscipy==1.18\n",
        encoding="utf-8",
    )

    assert ["x.lock: numpy>=2 \\", "x.lock: scipy==1.18"] == list(dependencies.loose(lock))
    assert ["redis"] == dependencies.missing(lock, ["Django~=6.1", "redis[hiredis]>=8"])


@pytest.mark.parametrize("folder", ["src/assay/web/assets", "tests/e2e/provider"])
def test_every_licence_of_the_assets_fits(root: Path, folder: str) -> None:
    lock = json.loads((root / folder / "package-lock.json").read_text(encoding="utf-8"))

    assert [] == list(licences.of_node(lock))


@pytest.mark.parametrize(
    "said",
    ["MIT", "MIT License", "BSD-3-Clause", "Apache Software License", "MPL-2.0 AND MIT", "GPL-3.0-only OR MIT",
     "BSD License, Mozilla Public License 2.0 (MPL 2.0)", "(MIT OR Apache-2.0)", "PSF-2.0"],
)  # fmt: skip
def test_a_licence_that_asks_for_little_fits(said: str) -> None:
    assert [] == licences.strangers(said)


@pytest.mark.parametrize(
    ("said", "strange"),
    [
        ("GPL-3.0-only", ["GPL-3.0-only"]),
        ("GNU Lesser General Public License v3", ["GNU Lesser General Public License v3"]),
        ("MIT AND GPL-2.0-only", ["GPL-2.0-only"]),
        ("MIT License, Other/Proprietary License", ["Other/Proprietary License"]),
        ("AGPL-3.0 OR Commons-Clause", ["AGPL-3.0"]),
        ("mitigated source licence", ["mitigated source licence"]),
        ("BSL-1.1", ["BSL-1.1"]),
        ("", ["no licence named"]),
    ],
)
def test_a_licence_that_asks_for_more_is_caught(said: str, strange: list[str]) -> None:
    assert strange == licences.strangers(said)


def test_a_package_of_the_assets_under_another_licence_is_caught() -> None:
    lock = {"packages": {"": {}, "node_modules/a": {"license": "ISC"}, "node_modules/@x/b": {"version": "3"}}}

    assert ["@x/b 3: no licence named"] == list(licences.of_node(lock))
