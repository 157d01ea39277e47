"""Podman, with a store of its own under var/, so that nothing else on the machine is touched or counted on."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tools.scan.__main__ import Incomplete
from tools.scan.__main__ import ask as run

__all__ = ["Incomplete", "ask", "config", "podman", "unpacked"]

ROOT: Final = Path.cwd()
HOME: Final = ROOT / "var" / "image"
IMAGE: Final = "localhost/assay:scan"
NEEDED: Final = ("podman", "runc", "mmdebstrap")
# Nobody's limits may be raised in a sandbox, so containers take ours; the runtime is the one that knows old cgroups.
_SETTINGS: Final = """[containers]
default_ulimits=["nofile=1024:1024","nproc=4096:4096"]
[engine]
runtime="runc"
cgroup_manager="cgroupfs"
events_logger="file"
"""
_TRUST: Final = '{"default": [{"type": "insecureAcceptAnything"}]}'  # images are made here; none is fetched


def podman(*words: str) -> str:
    """Run podman and return what it wrote. Raises Incomplete."""
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "containers.conf").write_text(_SETTINGS, encoding="utf-8")
    (HOME / "policy.json").write_text(_TRUST, encoding="utf-8")
    store = ("--root", str(HOME / "store"), "--runroot", str(HOME / "run"))
    os.environ["CONTAINERS_CONF"] = str(HOME / "containers.conf")
    return ask("podman", *store, *words)


def ask(*words: str) -> str:
    """Run a program and return what it wrote. Raises Incomplete when it is not there or ends badly."""
    if shutil.which(words[0]) is None:
        raise Incomplete(f"{words[0]} is missing: sudo apt-get install {' '.join(NEEDED)}")
    return run(*words)


def config() -> dict[str, Any]:
    """What the image says about itself."""
    found: list[dict[str, Any]] = json.loads(podman("image", "inspect", IMAGE))
    return found[0]


@contextmanager
def unpacked() -> Iterator[Path]:
    """The image's files as they are, read where the store keeps them."""
    place = Path(podman("image", "mount", IMAGE).strip())
    try:
        yield place
    finally:
        podman("image", "unmount", IMAGE)
