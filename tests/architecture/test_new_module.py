"""A module that `make new-module` writes passes every contract and rule, and stands at its level."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import levels, new_module
from tools.check import violations
from tools.rules.source import read


@pytest.fixture
def tree(tmp_path: Path, root: Path) -> Path:
    """The files the writer changes, with the packages they speak of."""
    shutil.copy(root / ".importlinter", tmp_path / ".importlinter")
    shutil.copy(root / "pyproject.toml", tmp_path / "pyproject.toml")
    names = ("cli", "config", "sandbox", "web", "kernel", "engine", "launch", "modules")
    modules = [f"modules/{name}" for name in levels.read(root / ".importlinter").of]
    for package in ("", *names, *modules):
        (tmp_path / "src" / "assay" / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / "assay" / package / "__init__.py").write_text('"""Here."""\n', encoding="utf-8")
    shutil.copy(root / new_module.WIRING, tmp_path / new_module.WIRING)
    return tmp_path


def broken_contracts(tree: Path, root: Path) -> list[str]:
    (tree / "plants.json").write_text(json.dumps({"as written": {}}), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "tools.lint_tree", tree / ".importlinter", "plants.json", "broken.json"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{root}"},
        check=True,
        capture_output=True,
    )
    found: dict[str, list[str]] = json.loads((tree / "broken.json").read_text(encoding="utf-8"))
    return found["as written"]


def applications(tree: Path) -> list[str]:
    lines = (tree / new_module.WIRING).read_text(encoding="utf-8").splitlines()
    return [line.strip(' ",').rpartition(".")[2] for line in lines if line.startswith('    "assay.modules.')]


def test_a_fresh_module_keeps_every_contract_and_rule(tree: Path, root: Path) -> None:
    written = new_module.write(tree, name="horoscopes", level=6)

    assert [] == broken_contracts(tree, root)
    assert [] == [found for found in violations(read(tree)) if "horoscopes" in str(found.path)]
    check = ["-m", "ruff", "check", "--no-cache", *(str(path) for path in written if path.suffix == ".py")]
    ruff = subprocess.run([sys.executable, *check], cwd=tree, check=False, capture_output=True, text=True)
    assert 0 == ruff.returncode, ruff.stdout


def test_a_fresh_module_stands_between_its_neighbours(tree: Path) -> None:
    new_module.write(tree, name="horoscopes", level=6)

    order = levels.read(tree / ".importlinter")
    assert 6 == order.of["horoscopes"]
    assert order.can_see("founders", "horoscopes")
    assert not order.can_see("identity", "horoscopes")
    assert applications(tree).index("identity") < applications(tree).index("horoscopes")
    assert applications(tree).index("horoscopes") < applications(tree).index("founders")


@pytest.mark.parametrize(("name", "level"), [("support", 12), ("ops", 13), ("files", 2), ("connect", 11)])
def test_a_fresh_module_finds_its_place_anywhere(name: str, level: int, tree: Path) -> None:
    new_module.write(tree, name=name, level=level)

    order = levels.read(tree / ".importlinter")
    listed = applications(tree)
    assert level == order.of[name]
    assert sorted(listed, key=lambda module: order.of[module]) == listed


@pytest.mark.parametrize(
    ("name", "level", "reason"),
    [
        ("ideas", 8, "is there already"),
        ("Billing", 6, "no module name"),
        ("../horoscopes", 6, "no module name"),
        ("utils", 6, "says nothing"),
        ("horoscopes", 0, "does not exist"),
        ("horoscopes", 14, "does not exist"),
    ],
)
def test_a_wrong_wish_is_refused_and_writes_nothing(name: str, level: int, reason: str, tree: Path) -> None:
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}

    with pytest.raises(new_module.Refused, match=reason):
        new_module.write(tree, name=name, level=level)

    assert before == {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def test_the_wiring_lists_the_modules_in_the_order_of_their_levels(root: Path) -> None:
    order = levels.read(root / ".importlinter")
    listed = applications(root)

    assert set(order.of) == set(listed)
    assert sorted(listed, key=lambda name: order.of[name]) == listed
