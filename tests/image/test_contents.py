"""Each rule over an image refuses the fault it is about, and leaves a sound image alone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.image.make import PACKAGES, config, package, tree
from tools.image import contents

US = os.getuid(), os.getgid()
type Fault = Callable[[Path], object]


def found(root: Path) -> list[str]:
    return list(contents.faults(root, owner=US))


def written(place: str, text: str = "x") -> Fault:
    def write(root: Path) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, encoding="utf-8")

    return write


def mode(place: str, bits: int) -> Fault:
    return lambda root: (root / place).chmod(bits)


FAULTS: dict[str, tuple[Fault, str]] = {
    "setuid": (mode("usr/bin/python3", 0o4755), "setuid"),
    "setgid": (mode("usr/bin/python3", 0o2755), "setuid, setgid"),
    "a file everybody writes": (mode("usr/bin/python3", 0o757), "written by everybody"),
    "a folder everybody empties": (mode("tmp", 0o777), "written by everybody"),
    "a pipe": (lambda root: os.mkfifo(root / "tmp/pipe"), "a device, a pipe or a socket"),
    "a compiler": (written("usr/bin/x86_64-linux-gnu-gcc-14"), "nothing here needs"),
    "pip": (written("app/bin/pip3.13"), "nothing here needs"),
    "apt": (written("usr/bin/apt-get"), "nothing here needs"),
    "su": (written("usr/bin/su"), "nothing here needs"),
    "lists of apt": (written("var/lib/apt/lists/x"), "left over"),
    "a cache": (written("var/cache/apt/pkgcache.bin"), "left over"),
    "root's cache": (written("root/.cache/pip/x"), "left over"),
    "what built it": (written("build/pyproject.toml"), "left over"),
    "passwords": (written("etc/shadow"), "left over"),
    "a history": (written("root/.bash_history"), "a history"),
    "a history of Python": (written("tmp/.python_history"), "a history"),
    "stand-ins": (written(f"{PACKAGES}/assay/sandbox/mail.py"), "left over"),
    "demo data": (written(f"{PACKAGES}/assay/config/seed.py"), "left over"),
    "a repository": (lambda root: (root / "app/.git").mkdir(), "a repository"),
    "an environment": (written("app/.env"), "somebody's credentials"),
    "a key of ssh": (written("home/.ssh/id_ed25519"), "somebody's credentials"),
    "packages of Node": (written("app/node_modules/x/index.js"), "a repository"),
    "no account": (written("etc/passwd", "root:x:0:0::/:/bin/sh\n"), "has no account 10001:10001"),
    "an account that signs in": (written("etc/passwd", "assay:x:10001:10001::/:/bin/sh\n"), "has no account"),
    "a second root": (written("etc/passwd", "toor:x:0:0::/:/bin/sh\n"), "is root too"),
    "an open account": (written("etc/passwd", "assay::10001:10001::/:/usr/sbin/nologin\n"), "has a password"),
    "a file of no package": (written(f"{PACKAGES}/sitecustomize.py"), "brought by no package"),
    "a changed package": (written(f"{PACKAGES}/django/__init__.py", "VERSION = 7"), "not as its package brought it"),
    "pip as a package": (lambda root: package(root, "pip", "26", {"pip/x.py": ""}), "left over"),
}


def test_a_sound_image_is_left_alone(tmp_path: Path) -> None:
    assert [] == found(tree(tmp_path))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(fault: str, tmp_path: Path) -> None:
    plant, wanted = FAULTS[fault]
    plant(tree(tmp_path))

    assert any(wanted in line for line in found(tmp_path)), found(tmp_path)


def test_what_belongs_to_somebody_else_is_refused(tmp_path: Path) -> None:
    lines = list(contents.faults(tree(tmp_path), owner=(US[0] + 1, US[1])))

    assert f"/usr/bin/python3 belongs to {US[0]}:{US[1]}" in lines


SAID: dict[str, tuple[dict[str, Any], str]] = {
    "root": ({"User": ""}, "runs as root"),
    "a name instead of a number": ({"User": "assay"}, "runs as assay"),
    "another port": ({"ExposedPorts": {"8000/tcp": {}, "22/tcp": {}}}, "22/tcp"),
    "another end": ({"StopSignal": "SIGKILL"}, "not stopped by SIGTERM"),
    "no check": ({"Healthcheck": None}, "whether it is well"),
    "a volume": ({"Volumes": {"/data": {}}}, "keeps something"),
    "nobody who hands on signals": ({"Entrypoint": ["/app/bin/assay"]}, "tini"),
    "a secret": ({"Env": ["SECRET_KEY=x"]}, "carries SECRET_KEY"),
    "an address with a password": ({"Env": ["DATABASE_URL=x"]}, "carries DATABASE_URL"),
    "no labels": ({"Labels": None}, "label revision is missing"),
}


def test_what_a_sound_image_says_is_left_alone() -> None:
    assert [] == list(contents.said(config()))


@pytest.mark.parametrize("fault", SAID)
def test_a_fault_in_what_it_says_is_refused(fault: str) -> None:
    said, wanted = SAID[fault]

    assert any(wanted in line for line in contents.said(config(**said)))
