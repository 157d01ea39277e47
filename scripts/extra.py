#!/usr/bin/env python3
"""Tools that most people never need, each set in a folder of its own: `scripts/extra.py scan` makes `var/tools/scan`.

What it holds is `requirements/NAME.lock`, with hashes. It is installed when somebody asks for it and again when the
lock changed, never beside the product's own packages.
"""

from __future__ import annotations

import shutil
import sys

from bootstrap import find_uv
from steps import ROOT, VAR, VENV, Trouble, fingerprint, run, say, set_stamp, stamp, step


def main(names: list[str]) -> int:
    try:
        for name in names:
            install(name)
    except Trouble as trouble:
        say(f"  ! {trouble}")
        return 1
    return 0


def install(name: str) -> None:
    lock, home = ROOT / "requirements" / f"{name}.lock", VAR / "tools" / name
    if not lock.is_file():
        raise Trouble(f"There is no requirements/{name}.lock.")
    wanted = fingerprint([lock])
    if stamp(f"extra-{name}") == wanted and (home / "bin" / "python").exists():
        return
    uv, base = find_uv(), str(VENV / "bin" / "python")
    with step(f"Packages from requirements/{name}.lock"):
        shutil.rmtree(home, ignore_errors=True)
        run([uv, "venv", "--quiet", "--python", base, str(home)], "The environment could not be made")
        options = ["--quiet", "--python", str(home / "bin" / "python"), "--no-deps", "--require-hashes"]
        run([uv, "pip", "install", *options, "-r", str(lock)], "The packages could not be installed")
    set_stamp(f"extra-{name}", wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
