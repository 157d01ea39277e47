#!/usr/bin/env python3
"""Gets a checkout ready: a Python, the locked packages, the built assets. Runs with any Python from 3.9 on.

Everything lands in `.venv/` and `var/`; nothing outside the checkout is changed. When nothing changed since the
last time, this ends at once: `var/bootstrap.json` remembers fingerprints of what was read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
ASSETS = ROOT / "src" / "assay" / "web" / "assets"
BUILT = ROOT / "src" / "assay" / "web" / "static" / "built"
STAMPS = VAR / "bootstrap.json"
OLDEST = (3, 12)
# The first that is found is taken. 3.13 is what the project is developed on; a newer one may lack ready-made packages.
PYTHONS = ("3.13", "3.12", "3.14")
NODE_LINES = {20: 19, 22: 12}  # major: least minor; vite asks for these, every later major will do


class Trouble(Exception):
    """A sentence that says what is wrong and what to do."""


def main() -> int:
    try:
        VAR.mkdir(exist_ok=True)
        install()
        assets()
    except Trouble as trouble:
        say(f"  ! {trouble}")
        return 1
    except KeyboardInterrupt:
        say("  ! Stopped; the next start goes on from here.")
        return 130
    except OSError as error:
        say(f"  ! {error.filename or ROOT}: {error.strerror}. Check the owner of the folder and the space on its disk.")
        return 1
    return 0


# --- packages --------------------------------------------------------------------------------------------------------


def install() -> None:
    """`.venv` with exactly the packages of the lock, and the project itself in place."""
    lock, python = ROOT / "requirements" / "dev.lock", VENV / "bin" / "python"
    wanted = fingerprint([lock, ROOT / "pyproject.toml"])
    if stamp("packages") == wanted and version_of(python):
        return
    say("Preparing this checkout (first time, or the lock changed)")
    uv = find_uv()
    if not version_of(python):
        make_venv(uv)
    options = ["--quiet", "--python", str(python), "--no-deps"]
    with step("Packages from requirements/dev.lock"):
        run(
            [uv, "pip", "install", *options, "--require-hashes", "-r", str(lock)], "The packages could not be installed"
        )
    with step("The project itself"):
        run([uv, "pip", "install", *options, "--no-build-isolation", "--editable", str(ROOT)], "Installing failed")
    set_stamp("packages", wanted)


def find_uv() -> str:
    """The one on the path, else one of our own in `var/tools/uv`."""
    ours = VAR / "tools" / "uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(ours)):
        if candidate and runs([candidate, "--version"]):
            return candidate
    with step("uv, the installer"):
        venv = ours.parents[1]
        shutil.rmtree(venv, ignore_errors=True)
        lock = str(ROOT / "requirements" / "installer.lock")
        options = ["install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", lock]
        run([*make_pip(venv), *options], "uv could not be installed")
    return str(ours)


def make_pip(venv: Path) -> list[str]:
    """An environment and the words that call a pip for it; Debian's bare Python brings neither venv's pip nor pip."""
    python = str(venv / "bin" / "python")
    made = attempt([sys.executable, "-m", "venv", str(venv)])
    if not made.returncode:
        return [python, "-m", "pip"]
    bare = attempt([sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)])
    wheel = None if bare.returncode else debian_pip(VAR / "tools" / "pip")
    if wheel is None:
        raise Trouble(without_venv(made.stdout))
    return [python, str(wheel / "pip")]


def debian_pip(folder: Path) -> Path | None:
    """The pip that Debian keeps for its own venv, unpacked below `var/`: needs no root and installs nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    attempt(["apt-get", "-qq", "download", "python3-pip-whl"], folder=folder)
    for package in folder.glob("*.deb"):
        attempt(["dpkg-deb", "-x", str(package), str(folder)])
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"), None)


def without_venv(said: str) -> str:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        f"This machine's Python {version} has neither pip nor a complete venv. Install it and start again:\n"
        f"      sudo apt-get update && sudo apt-get install python3-venv      (Debian, Ubuntu)\n"
        f"It said: {said.strip()[-300:]}"
    )


def make_venv(uv: str) -> None:
    python = find_python(uv)
    with step(f"Environment with {python}"):
        if (VENV / "pyvenv.cfg").exists():  # ours, but broken: its Python is gone or too old
            shutil.rmtree(VENV)
        run([uv, "venv", "--quiet", "--python", python, str(VENV)], "The environment could not be made")


def find_python(uv: str) -> str:
    """A Python that really starts (a version manager's stub may only complain), else one that uv downloads."""
    for version in PYTHONS:
        for candidate in candidates(version):
            if version_of(candidate) >= OLDEST:
                return str(candidate)
    found = attempt([uv, "python", "find", "--no-python-downloads", ">=3.12"])
    if not found.returncode and version_of(Path(found.stdout.strip())):
        return found.stdout.strip()
    with step("Python 3.13 (download)"):
        run(
            [uv, "python", "install", PYTHONS[0]],
            "No Python from 3.12 on was found, and none could be downloaded. "
            "Install Python 3.12 or 3.13 by your system's means and start again",
        )
    return PYTHONS[0]


def candidates(version: str) -> list[Path]:
    on_path = shutil.which(f"python{version}")
    managed = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"), reverse=True)
    usual = [Path(folder) / f"python{version}" for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")]
    return [*([Path(on_path)] if on_path else []), *managed, *usual]


def version_of(python: Path) -> tuple[int, ...]:
    """Empty when it does not start or is older than we need."""
    if not python.exists():
        return ()
    done = attempt([str(python), "-I", "-c", "import sys; print(*sys.version_info[:2])"])
    found = tuple(int(word) for word in done.stdout.split() if word.isdigit()) if not done.returncode else ()
    return found if found >= OLDEST else ()


# --- assets ----------------------------------------------------------------------------------------------------------


def assets() -> None:
    """Style sheet and scripts, built again only when a source of theirs changed."""
    if not (ASSETS / "package.json").exists():
        say("  · No assets to build in this checkout.")
        return
    sources = sorted(file for file in ASSETS.rglob("*") if file.is_file() and "node_modules" not in file.parts)
    wanted = fingerprint(sources)
    if stamp("assets") == wanted and BUILT.is_dir():
        return
    node = find_node()
    env = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    packages = fingerprint([ASSETS / "package.json", ASSETS / "package-lock.json"])
    if stamp("node packages") != packages or not (ASSETS / "node_modules").is_dir():
        with step("Packages for the assets (npm ci)"):
            run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci failed", env=env, folder=ASSETS)
        set_stamp("node packages", packages)
    with step("Assets"):
        run(["npm", "run", "--silent", "build"], "The assets could not be built", env=env, folder=ASSETS)
    set_stamp("assets", wanted)


def find_node() -> str:
    """The folder of a fitting node and npm: the machine's, else those of the wheel in an environment of its own."""
    there = shutil.which("node")
    if there and shutil.which("npm") and fits(there):
        return str(Path(there).parent)
    venv = VAR / "tools" / "node"
    if not fits(str(venv / "bin" / "node")):
        with step("Node, for the assets"):
            uv = find_uv()
            shutil.rmtree(venv, ignore_errors=True)
            run([uv, "venv", "--quiet", "--python", str(VENV / "bin" / "python"), str(venv)], "Node failed")
            lock = str(ROOT / "requirements" / "node.lock")
            options = ["--quiet", "--python", str(venv / "bin" / "python"), "--no-deps", "--require-hashes"]
            run([uv, "pip", "install", *options, "-r", lock], "Node could not be installed")
    return str(venv / "bin")


def fits(node: str) -> bool:
    done = attempt([node, "--version"])
    words = done.stdout.strip().lstrip("v").split(".")
    if done.returncode or len(words) < 2 or not (words[0].isdigit() and words[1].isdigit()):
        return False
    major, minor = int(words[0]), int(words[1])
    return major > max(NODE_LINES) or minor >= NODE_LINES.get(major, sys.maxsize)


# --- small parts -----------------------------------------------------------------------------------------------------


def run(command: list[str], failure: str, *, env: dict[str, str] | None = None, folder: Path = ROOT) -> None:
    done = attempt(command, env=env, folder=folder)
    if done.returncode == 0:
        return
    said = done.stdout.strip()
    raise Trouble(f"{failure}.{advice(said)}" + (f" The end of what it said:\n{said[-1500:]}" if said else ""))


def advice(said: str) -> str:
    low = said.lower()
    if "no space left" in low or "enospc" in low:
        return f" The disk that holds {ROOT} is full: free some space and start again."
    if "hash" in low:
        return (
            " The lock does not fit what the registry delivered: restore requirements/ from git, "
            "or make it anew with `make lock`."
        )
    if "couldn't parse" in low or "unexpected" in low or "eintegrity" in low or "can only install" in low:
        return " A lock file is damaged: restore it with `git checkout -- requirements src/assay/web/assets`."
    if any(
        word in low
        for word in (
            "dns error",
            "failed to lookup",
            "connection",
            "tcp connect",
            "resolve host",
            " enotfound",
            " etimedout",
        )
    ):
        return " The package registry cannot be reached: check the network (or its proxy) and start again."
    return ""


def attempt(
    command: list[str], *, env: dict[str, str] | None = None, folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 -- our own commands, no shell
            command, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def runs(command: list[str]) -> bool:
    return attempt(command).returncode == 0


def fingerprint(files: list[Path]) -> str:
    seen = hashlib.sha256()
    for file in files:
        seen.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def stamps() -> dict[str, str]:
    try:
        return dict(json.loads(STAMPS.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # missing, or cut off by a crash: everything is looked at again
        return {}


def stamp(name: str) -> str:
    return stamps().get(name, "")


def set_stamp(name: str, value: str) -> None:
    fresh = STAMPS.with_suffix(".new")
    fresh.write_text(json.dumps({**stamps(), name: value}, indent=1), encoding="utf-8")
    fresh.replace(STAMPS)


@contextmanager
def step(what: str) -> Iterator[None]:
    """One line per slow step: what is being done, then its seconds."""
    sys.stdout.write(f"  … {what}" if sys.stdout.isatty() else "")
    sys.stdout.flush()
    began = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stdout.write("\n" if sys.stdout.isatty() else "")
        raise
    back = "\r" if sys.stdout.isatty() else ""
    say(f"{back}  ✓ {what:<44}{time.monotonic() - began:6.1f} s")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
