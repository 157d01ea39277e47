"""Exceptions to the rules are counted, and their number only falls."""

import json
from pathlib import Path

from tools.rules import debt
from tools.rules.source import Source, read


def test_the_number_of_exceptions_is_the_committed_one(root: Path, sources: tuple[Source, ...]) -> None:
    counted = debt.count(sources, contracts=root / ".importlinter")
    committed = debt.ledger(root)

    risen = {kind: (committed[kind], now) for kind, now in counted.items() if now > committed[kind]}
    fallen = {kind: (committed[kind], now) for kind, now in counted.items() if now < committed[kind]}
    assert not risen, f"exceptions may only become fewer (committed, now): {risen}"
    assert not fallen, f"write the smaller numbers down with `python -m tools.debt` (committed, now): {fallen}"


def test_every_kind_of_exception_is_counted(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(
        'x = "# noqa: E501 in a string is no exception"\n'
        "y = 1  # noqa: E501  it is a table\n"
        "z = f()  # type: ignore[misc]  the stubs lag  # noqa: S603  our own program\n"
        "if x:  # pragma: no cover  only on other systems\n    y = 2\n",
        encoding="utf-8",
    )
    contracts = tmp_path / ".importlinter"
    contracts.write_text(
        "[importlinter:contract:tree]\nignore_imports =\n    # why\n    a.b -> a.c\n", encoding="utf-8"
    )

    counted = debt.count(read(tmp_path), contracts=contracts)

    assert {"noqa": 2, "type: ignore": 1, "pragma: no cover": 1, "ignore_imports": 1} == counted


def test_an_overlooked_import_has_its_reason_above_it(root: Path) -> None:
    lines = [line.strip() for line in (root / ".importlinter").read_text(encoding="utf-8").splitlines()]
    overlooked = debt.ignored_imports(root / ".importlinter")

    bare = [line for line in overlooked if not lines[lines.index(line) - 1].startswith("#")]
    assert [] == bare


def test_lowering_never_raises(tmp_path: Path) -> None:
    ledger = tmp_path / "debt.json"
    ledger.write_text(json.dumps({"noqa": 3, "type: ignore": 1}), encoding="utf-8")

    lowered = debt.lowered(json.loads(ledger.read_text(encoding="utf-8")), {"noqa": 2, "type: ignore": 5})

    assert {"noqa": 2, "type: ignore": 1} == lowered
