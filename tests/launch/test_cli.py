"""The commands as they are typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assay.cli import COMMANDS
from tests.launch.make import places


def assay(*words: str, var: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "COVERAGE_PROCESS_CONFIG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "assay.cli", *words],
        env={**kept, "ASSAY_VAR": str(var), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_list_names_every_command_without_loading_one(tmp_path: Path) -> None:
    said = assay("--help", var=tmp_path / "var").stdout
    assert all(f"  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, name: str) -> None:
    if name == "django":
        pytest.skip("hands every word on to Django, --help too")
    done = assay(name, "--help", var=tmp_path / "var")
    assert done.returncode == 0, done.stderr
    assert f"assay.cli {name}" in done.stdout


def test_the_launchers_commands_load_no_framework(tmp_path: Path) -> None:
    code = """import sys, assay.cli, assay.launch.commands
print([name for name in sys.modules if name.startswith(("django", "numpy"))])"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_status_of_nothing_says_how_to_start_and_fails(tmp_path: Path) -> None:
    done = assay("status", var=tmp_path / "var")
    assert done.returncode == 3
    assert "`assay up` starts it" in done.stdout


def test_down_of_nothing_is_no_error(tmp_path: Path) -> None:
    done = assay("down", var=places(tmp_path).var)
    assert done.returncode == 0
    assert "Nothing runs here." in done.stdout


def test_a_log_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    place = places(tmp_path)
    place.log("web").write_text("first\nlast\n")
    assert assay("logs", "-n", "1", "web", var=place.var).stdout.splitlines()[-1] == "last"
    done = assay("logs", "wob", var=place.var)
    assert done.returncode == 1
    assert "There is no log named wob. There are: web." in done.stderr


def test_a_command_without_its_variables_names_them_all_with_examples(tmp_path: Path) -> None:
    done = assay("migrate", var=tmp_path / "var", ENVIRONMENT="dev")
    assert done.returncode == 1
    assert "DATABASE_URL is missing" in done.stderr
    assert "Example: VALKEY_URL=" in done.stderr
    assert "Traceback" not in done.stderr
