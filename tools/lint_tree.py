"""Say which contracts break once a file is added to a tree; run in a process whose `assay` is that tree.

``python -m tools.lint_tree CONTRACTS PLANTS ANSWER``: PLANTS is JSON ``{name: {path: text}}`` (the text is appended to
the file), ANSWER becomes JSON ``{name: [contract id, …]}``. One process for all: starting one costs more.
"""

import json
import sys
from pathlib import Path
from typing import Any

from importlinter.api import read_configuration
from importlinter.application import use_cases
from importlinter.application.user_options import UserOptions
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import registry

from tools.contracts import DoorsContract, GatesContract, OnlyContract

type Plant = dict[str, str]

TYPES: dict[str, Any] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "doors": DoorsContract,
    "gates": GatesContract,
    "only": OnlyContract,
}


def answer(contracts: str, plants: dict[str, Plant]) -> dict[str, list[str]]:
    """The contracts that each plant breaks, by their id in the file."""
    for name, contract_class in TYPES.items():
        registry.register(contract_class, name)
    configuration = read_configuration(contracts)
    options = UserOptions(configuration["session_options"], configuration["contracts_options"])
    return {name: _planted(options, plant) for name, plant in plants.items()}


def _planted(options: UserOptions, plant: Plant) -> list[str]:
    before = {path: Path(path).read_text(encoding="utf-8") if Path(path).exists() else None for path in plant}
    for path, text in plant.items():
        _write(Path(path), (before[path] or "") + text)
    try:
        return _broken(options)
    finally:
        for path, content in before.items():
            _write(Path(path), content)


def _write(path: Path, content: str | None) -> None:
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def _broken(options: UserOptions) -> list[str]:
    report = use_cases.create_report(options, cache_dir=None)
    if report.could_not_run:
        raise ValueError(report.invalid_contract_options)
    ids = {contract["name"]: contract["id"] for contract in options.contracts_options}
    return sorted(ids[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept)


if __name__ == "__main__":
    contracts, plants, target = sys.argv[1:]
    found = answer(contracts, json.loads(Path(plants).read_text(encoding="utf-8")))
    Path(target).write_text(json.dumps(found), encoding="utf-8")
