"""Each import contract is kept by the code and caught when a violation is planted into a small tree."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = ("cli", "config", "sandbox", "web", "kernel", "engine", "launch", "modules")
MODULES = (
    "readiness",
    "supply",
    "watch",
    "backoffice",
    "reports",
    "discovery",
    "validation",
    "ideas",
    "founders",
    "federation",
    "billing",
    "directory",
    "identity",
    "privacy",
    "comms",
    "content",
    "audit",
)
FILES = ("types", "errors", "events", "models", "policy", "queries", "services", "api", "routes", "apps")

# name: (file the line is added to, the line, the contracts that must break)
PLANTS: dict[str, tuple[str, str, set[str]]] = {
    "the kernel imports a module": ("kernel/__init__.py", "import assay.modules.ideas.api", {"tree"}),
    "the kernel imports the look": ("kernel/__init__.py", "import assay.web", {"tree"}),
    "the look imports a module": ("web/__init__.py", "import assay.modules.ideas.api", {"tree"}),
    "a module imports the wiring": ("modules/ideas/services.py", "import assay.config", {"tree", "inside"}),
    "the wiring imports the commands": ("config/__init__.py", "import assay.cli", {"tree"}),
    "a package that nobody listed": ("extras/__init__.py", "", {"tree"}),
    "a module knows a higher one": ("modules/comms/services.py", "import assay.modules.founders.api", {"modules"}),
    "modules of one level know each other": (
        "modules/discovery/services.py",
        "import assay.modules.validation.events",
        {"modules"},
    ),
    "a module without a level": ("modules/horoscopes/__init__.py", "", {"modules"}),
    "a rule imports a command": (
        "modules/ideas/policy.py",
        "from assay.modules.ideas import services",
        {"inside", "pure"},
    ),
    "a read imports a command": ("modules/ideas/queries.py", "import assay.modules.ideas.services", {"inside"}),
    "a table imports a rule": ("modules/ideas/models.py", "import assay.modules.ideas.policy", {"inside"}),
    "a file with a name of its own": ("modules/ideas/extras.py", "", {"inside"}),
    "a command reached past the door": (
        "modules/reports/services.py",
        "from assay.modules.ideas.services import archive",
        {"doors"},
    ),
    "a table reached past the door": ("modules/reports/queries.py", "import assay.modules.ideas.models", {"doors"}),
    "a whole module taken along": ("modules/reports/services.py", "from assay.modules import ideas", {"doors"}),
    "the engine reached from a module that may not": (
        "modules/ideas/services.py",
        "import assay.engine.posterior",
        {"gates"},
    ),
    "the sandbox reached from a module": ("modules/reports/services.py", "import assay.sandbox", {"gates", "tree"}),
    "the launcher reached from the kernel": ("kernel/__init__.py", "import assay.launch", {"gates"}),
    "allauth outside identity": ("modules/ideas/services.py", "import allauth.account", {"vendors"}),
    "procrastinate outside the kernel": ("modules/ideas/services.py", "import procrastinate", {"vendors"}),
    "name servers asked past the provider": ("modules/directory/services.py", "import dns.resolver", {"vendors"}),
    "tokens read past the client": ("modules/ideas/services.py", "import jwt", {"vendors"}),
    "a call past the guard": ("modules/ideas/services.py", "import requests", {"vendors"}),
    "stripe anywhere": ("kernel/__init__.py", "from stripe import StripeClient", {"vendors"}),
    "stripe past the provider": ("modules/billing/services.py", "import stripe", {"vendors"}),
    "the engine imports a framework": ("engine/posterior.py", "import django.db", {"engine", "pure"}),
    "the engine imports the kernel": ("engine/posterior.py", "import assay.kernel", {"engine", "tree"}),
    "the launcher imports a library": ("launch/__init__.py", "import redis", {"launch"}),
    "a rule imports the framework": ("modules/ideas/policy.py", "from django.utils import timezone", {"pure"}),
    "a type imports the framework": ("modules/ideas/types.py", "import pydantic", {"pure"}),
    "a rule reaches the framework through the kernel": (
        "modules/ideas/policy.py",
        "import assay.kernel.tables",
        {"pure"},
    ),
}
CLEAN = "nothing planted"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, list[str]]:
    tree = tmp_path_factory.mktemp("tree")
    build(tree / "assay")
    plants = {name: {f"assay/{path}": f"{line}\n"} for name, (path, line, _) in PLANTS.items()} | {CLEAN: {}}
    (tree / "plants.json").write_text(json.dumps(plants), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "tools.lint_tree", str(root / ".importlinter"), "plants.json", "broken.json"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree}{os.pathsep}{root}"},
        check=True,
        capture_output=True,
    )
    answer: dict[str, list[str]] = json.loads((tree / "broken.json").read_text(encoding="utf-8"))
    return answer


def build(assay: Path) -> None:
    """A small house that keeps every contract and uses every way that is allowed."""
    for name in TREE:
        write(assay / name / "__init__.py", "")
    for module in MODULES:
        for file in ("__init__", *FILES):
            write(assay / "modules" / module / f"{file}.py", "")
    write(assay / "__init__.py", "")
    write(assay / "engine" / "posterior.py", "import math\nimport numpy\nimport scipy.stats\n")
    write(assay / "kernel" / "tables.py", "import django.db\nimport procrastinate\n")
    write(assay / "launch" / "__init__.py", "import click\nimport subprocess\n")
    write(assay / "config" / "__init__.py", "import assay.modules.ideas.routes\nimport assay.sandbox\nimport allauth\n")
    write(assay / "cli" / "__init__.py", "import assay.config\nimport assay.launch\nimport assay.engine\n")
    ideas, validation = assay / "modules" / "ideas", assay / "modules" / "validation"
    write(
        ideas / "services.py", "from assay.modules.ideas import models, policy, queries\nimport assay.kernel.tables\n"
    )
    write(ideas / "api.py", "from assay.modules.ideas.services import archive\n")
    write(validation / "services.py", "from assay.modules.ideas import api\nimport assay.modules.ideas.events\n")
    write(validation / "policy.py", "import assay.engine.posterior\n")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_clean_tree_keeps_every_contract(broken: dict[str, list[str]]) -> None:
    assert [] == broken[CLEAN]


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_import_breaks_its_contract(plant: str, broken: dict[str, list[str]]) -> None:
    _, _, expected = PLANTS[plant]

    assert expected == set(broken[plant])


def test_every_contract_has_a_plant(root: Path) -> None:
    lines = (root / ".importlinter").read_text(encoding="utf-8").splitlines()
    contracts = {line.removeprefix("[importlinter:contract:").rstrip("]") for line in lines if ":contract:" in line}

    assert contracts == {contract for _, _, expected in PLANTS.values() for contract in expected}


def test_the_code_keeps_every_contract(root: Path) -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )

    assert 0 == run.returncode, run.stdout
