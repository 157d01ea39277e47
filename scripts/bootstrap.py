#!/usr/bin/env python3
"""Gets a checkout ready: a Python, the locked packages, the built assets. Runs with any Python from 3.9 on.

Everything lands in `.venv/` and `var/`; nothing outside the checkout is changed. When nothing changed since the
last time, this ends at once: `var/bootstrap.json` remembers fingerprints of what was read.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import assets
from steps import ROOT, VAR, VENV, Trouble, attempt, fingerprint, run, runs, say, set_stamp, stamp, step

OLDEST = (3, 12)
# The first that is found is taken. 3.13 is what the project is developed on; a newer one may lack ready-made packages.
PYTHONS = ("3.13", "3.12", "3.14")


def main() -> int:
    try:
        VAR.mkdir(exist_ok=True)
        install()
        assets.build(find_uv)
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


if __name__ == "__main__":
    sys.exit(main())
