"""The style sheet and the scripts, for `bootstrap.py`: built only when a source of theirs changed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from steps import ROOT, VAR, VENV, attempt, fingerprint, run, say, set_stamp, stamp, step

if TYPE_CHECKING:
    from collections.abc import Callable

ASSETS = ROOT / "src" / "assay" / "web" / "assets"
BUILT = ROOT / "src" / "assay" / "web" / "static" / "built"
NODE_LINES = {20: 19, 22: 12}  # major: least minor; vite asks for these, every later major will do


def build(find_uv: Callable[[], str]) -> None:
    """Into `web/static/built`; with a Node of our own when the machine has none that fits."""
    if not (ASSETS / "package.json").exists():
        say("  · No assets to build in this checkout.")
        return
    sources = sorted(file for file in ASSETS.rglob("*") if file.is_file() and "node_modules" not in file.parts)
    wanted = fingerprint(sources)
    if stamp("assets") == wanted and BUILT.is_dir():
        return
    node = find_node(find_uv)
    env = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    packages = fingerprint([ASSETS / "package.json", ASSETS / "package-lock.json"])
    if stamp("node packages") != packages or not (ASSETS / "node_modules").is_dir():
        with step("Packages for the assets (npm ci)"):
            run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci failed", env=env, folder=ASSETS)
        set_stamp("node packages", packages)
    with step("Assets"):
        run(["npm", "run", "--silent", "build"], "The assets could not be built", env=env, folder=ASSETS)
    set_stamp("assets", wanted)


def find_node(find_uv: Callable[[], str]) -> str:
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
