"""What stands in a module beside Python: templates under its own name, and tables of words as JSON or TOML."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import levels

FOLDERS = {
    "migrations",
    "templates",
    "providers",
    "events",
    "types",
    "policy",
    "models",
    "queries",
    "services",
    "pages",
    "routes",
    "schemas",
    "forms",
}
RECORDS = {".json", ".toml"}
OVERRIDDEN = {"identity": {"account", "allauth", "mfa", "socialaccount", "usersessions"}}  # allauth's pages in our look


def strangers(module: Path) -> Iterator[str]:
    """Folders and files of a module that the closed list does not know."""
    for entry in sorted(module.iterdir()):
        if entry.name == "__pycache__" or entry.suffix == ".py":
            continue
        is_known = entry.name in FOLDERS if entry.is_dir() else entry.suffix in RECORDS
        if not is_known:
            yield f"{module.name}/{entry.name}"
    known = {module.name} | OVERRIDDEN.get(module.name, set())
    pages = sorted((module / "templates").iterdir()) if (module / "templates").is_dir() else []
    yield from (f"{module.name}/templates/{entry.name}" for entry in pages if entry.name not in known)


def test_modules_hold_only_what_the_list_names(root: Path) -> None:
    modules = [path for path in (root / "src/assay/modules").iterdir() if (path / "__init__.py").exists()]

    assert modules
    assert [] == [stranger for module in sorted(modules) for stranger in strangers(module)]


def test_every_listed_module_exists(root: Path) -> None:
    listed = levels.read(root / ".importlinter").of

    assert [] == [name for name in listed if not (root / "src/assay/modules" / name / "__init__.py").exists()]


@pytest.mark.parametrize("stranger", ["notes.txt", "drawer/x.py", "templates/other/page.html"])
def test_a_stranger_is_caught(stranger: str, tmp_path: Path) -> None:
    (tmp_path / "ideas" / stranger).parent.mkdir(parents=True)
    (tmp_path / "ideas" / stranger).write_text("", encoding="utf-8")

    assert 1 == len(list(strangers(tmp_path / "ideas")))
