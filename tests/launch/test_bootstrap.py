"""`scripts/bootstrap.py`, which runs before anything is installed."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "bootstrap.py"


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(SCRIPT.parent))  # as when it is run: its neighbours are found beside it
    spec.loader.exec_module(module)
    sys.path.remove(str(SCRIPT.parent))
    return module


@pytest.fixture
def steps(bootstrap: ModuleType) -> ModuleType:
    return sys.modules[bootstrap.Trouble.__module__]


def stub(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def test_a_python_that_runs_is_recognised(bootstrap: ModuleType) -> None:
    assert bootstrap.version_of(Path(sys.executable)) == sys.version_info[:2]


@pytest.mark.parametrize(
    "text",
    ["echo 'python3.13: command not found' >&2; exit 127", "echo 3 11", "echo nonsense", "exit 0"],
    ids=["a version manager's stub", "too old", "not a Python", "silent"],
)
def test_a_python_that_does_not_run_or_is_too_old_is_not(bootstrap: ModuleType, tmp_path: Path, text: str) -> None:
    assert bootstrap.version_of(stub(tmp_path / "python3.13", text)) == ()


def test_a_missing_python_is_not(bootstrap: ModuleType, tmp_path: Path) -> None:
    assert bootstrap.version_of(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("version", "does_fit"),
    [
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.0", True),
        ("x", False),
    ],
)
def test_node_fits_when_vite_runs_on_it(bootstrap: ModuleType, tmp_path: Path, version: str, *, does_fit: bool) -> None:
    assert does_fit is bootstrap.assets.fits(str(stub(tmp_path / "node", f"echo {version}")))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("error: No space left on device (os error 28)", "disk that holds"),
        ("npm error code ENOSPC", "disk that holds"),
        ("Hash mismatch for `click==8.2`", "`make lock`"),
        ("error: Couldn't parse requirement in `dev.lock`", "git checkout"),
        ("npm error code EINTEGRITY", "git checkout"),
        ("dns error: failed to lookup address", "registry cannot be reached"),
        ("npm error code ENOTFOUND", "registry cannot be reached"),
    ],
)
def test_what_an_installer_complains_about_becomes_advice(steps: ModuleType, said: str, told: str) -> None:
    assert told in steps.advice(said)


def test_a_damaged_lock_stops_the_start_with_what_to_do(tmp_path: Path) -> None:
    """A copy of the script in a checkout of its own, whose lock was cut in the middle of a hash."""
    uv = Path(sys.executable).parent / "uv"
    found = subprocess.run(["sh", "-c", "command -v uv"], capture_output=True, text=True, check=False).stdout.strip()
    ours = SCRIPT.parents[1] / "var" / "tools" / "uv" / "bin" / "uv"
    installer = next((file for file in (Path(found or "-"), uv, ours) if file.is_file()), None)
    if installer is None:
        pytest.skip("uv is not on this machine; bootstrap would fetch it")
    done = checkout(tmp_path, lock="click==8.2.1 \\\n    --hash=sha256:63c132bb", uv=installer)
    assert done.returncode == 1
    assert "The packages could not be installed." in done.stdout
    assert "restore" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def checkout(folder: Path, *, lock: str, uv: Path) -> subprocess.CompletedProcess[str]:
    (folder / "scripts").mkdir()
    (folder / "requirements").mkdir()
    for name in ("bootstrap.py", "assets.py", "steps.py"):
        (folder / "scripts" / name).write_bytes((SCRIPT.parent / name).read_bytes())
    (folder / "requirements" / "dev.lock").write_text(lock)
    (folder / "pyproject.toml").write_text("")
    env = {**os.environ, "PATH": f"{uv.parent}:{os.environ['PATH']}", "UV_OFFLINE": "1"}
    script = str(folder / "scripts" / "bootstrap.py")
    return subprocess.run([sys.executable, script], env=env, capture_output=True, text=True, check=False)


def test_stamps_that_a_crash_cut_off_are_forgotten(steps: ModuleType, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import steps, pathlib; steps.STAMPS = pathlib.Path('s'); print(steps.stamps())",
        ],
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parent)},
        cwd=stub(tmp_path / "s", '{"packages').parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "{}"
    assert steps.stamp("no such stamp") == ""
