"""Rules over the files of an image and over what it says about itself. Each has a planted violation in tests/image."""

import base64
import csv
import hashlib
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

USER: Final = "10001:10001"
PORTS: Final = frozenset({"8000/tcp"})
PACKAGES: Final = "app/lib/python*/site-packages"
# What builds, fetches, signs in or changes accounts has no business where only the product runs.
PROGRAMS: Final = re.compile(
    r"(?:.*-)?(?:gcc|g\+\+|cc|c\+\+|cpp|ld|as|make|clang)(?:-[\d.]+)?"
    r"|pip[\d.]*|uv|uvx|npm|npx|node|yarn|apt(?:-.*)?|perl[\d.]*|git|curl|wget|nc|ncat|netcat|ssh|scp|telnet"
    r"|su|sudo|login|passwd|chsh|chfn|newgrp|mount|umount|useradd|gdb|strace|tcpdump"
)
_BINS: Final = ("bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "app/bin")
_LEFTOVERS: Final = (
    *("var/lib/apt", "var/cache/*", "var/log/*", "root/*", "root/.*", "home/*", "build", "tools", "wheels", "shrink"),
    *("etc/shadow", "etc/gshadow", "etc/apt", "usr/share/doc/*", f"{PACKAGES}/pip", "usr/lib/python*/ensurepip"),
    *(
        f"{PACKAGES}/assay/{part}"
        for part in ("sandbox", "config/seed.py", "config/commands/sandbox.py", "launch/up.py")
    ),
)
_NAMES: Final = re.compile(
    r"\.(?:bash|ash|zsh|python|node_repl|psql|mysql|rediscli)_?hist(?:ory)?|\.viminfo|\.lesshst|\.wget-hsts|\.netrc|\.pypirc"
    r"|\.npmrc|\.env|\.git|\.svn|\.hg|\.ssh|\.aws|\.docker|\.DS_Store|id_(?:rsa|dsa|ecdsa|ed25519)|node_modules"
)
_SECRETS: Final = re.compile(r"(KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL|DATABASE_URL|VALKEY_URL|SMTP_URL)")
_LABELS: Final = ("title", "description", "licenses", "version", "revision", "created")


def faults(root: Path, *, owner: tuple[int, int] = (0, 0)) -> Iterator[str]:
    """One line for every file that should not be as it is. ``owner``: who owns all of them."""
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if place.parts[0] not in {"dev", "proc", "sys"}:
            yield from (f"/{place} {fault}" for fault in _of_file(path, owner))
    for folder in _BINS:
        named = (file for file in sorted((root / folder).glob("*")) if not (root / folder).is_symlink())
        yield from (f"/{folder}/{file.name} is a program that nothing here needs" for file in named if _is_spare(file))
    for pattern in _LEFTOVERS:
        yield from (f"/{path.relative_to(root)} was left over" for path in sorted(root.glob(pattern)))
    yield from _accounts(root)
    yield from _strangers(root)


def _is_spare(file: Path) -> bool:
    return PROGRAMS.fullmatch(file.name) is not None


def _of_file(path: Path, owner: tuple[int, int]) -> Iterator[str]:
    seen = path.lstat()
    mode = seen.st_mode
    is_plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    if (seen.st_uid, seen.st_gid) != owner:
        yield f"belongs to {seen.st_uid}:{seen.st_gid}"
    if not is_plain and not stat.S_ISLNK(mode):
        yield "is a device, a pipe or a socket"
    if is_plain and mode & (stat.S_ISUID | stat.S_ISGID):
        yield "runs or is made under another account (setuid, setgid)"
    is_sticky = stat.S_ISDIR(mode) and mode & stat.S_ISVTX
    if is_plain and mode & stat.S_IWOTH and not is_sticky:
        yield "can be written by everybody"
    if is_plain and mode & stat.S_IWGRP and not is_sticky and owner[1] != 0:
        yield "can be written by a group"
    if _NAMES.fullmatch(path.name):
        yield "is a history, a repository or somebody's credentials"


def _accounts(root: Path) -> Iterator[str]:
    text = (root / "etc/passwd").read_text(encoding="utf-8") if (root / "etc/passwd").is_file() else ""
    rows = [line.split(":") for line in text.splitlines()]
    if not any(row[2:4] == USER.split(":") and row[6].endswith("nologin") for row in rows):
        yield f"/etc/passwd has no account {USER} that cannot sign in"
    yield from (f"/etc/passwd: {row[0]} is root too" for row in rows if row[2] == "0" and row[0] != "root")
    yield from (f"/etc/passwd: {row[0]} has a password" for row in rows if row[1] not in {"x", "*", "!"})


def _strangers(root: Path) -> Iterator[str]:
    """What lies among Python's packages and was brought by none of them, or was changed since."""
    for home in sorted(root.glob(PACKAGES)):
        listed: dict[Path, str] = {}
        for record in sorted(home.glob("*.dist-info/RECORD")):
            rows = csv.reader(record.read_text(encoding="utf-8").splitlines())
            listed |= {(home / row[0]).resolve(): row[1] for row in rows}
        for file in sorted(path for path in home.rglob("*") if path.is_file()):
            if "__pycache__" in file.parts:
                continue
            known = listed.get(file.resolve())
            if known is None:
                yield f"/{file.relative_to(root)} was brought by no package"
            elif known and known != _digest(file):
                yield f"/{file.relative_to(root)} is not as its package brought it"


def _digest(file: Path) -> str:
    raw = hashlib.sha256(file.read_bytes()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def said(config: Mapping[str, Any]) -> Iterator[str]:
    """One line for everything that an image should say about itself otherwise (podman's or docker's inspect)."""
    about: Mapping[str, Any] = config["Config"]
    if about.get("User") != USER:
        yield f"it runs as {about.get('User') or 'root'} and not as {USER}"
    if set(about.get("ExposedPorts") or {}) != PORTS:
        yield f"it offers {sorted(about.get('ExposedPorts') or {})} and not {sorted(PORTS)}"
    if about.get("StopSignal") != "SIGTERM":
        yield "it is not stopped by SIGTERM"
    if not (config.get("Healthcheck") or about.get("Healthcheck")):
        yield "nothing tells whether it is well"
    if about.get("Volumes"):
        yield "it keeps something (VOLUME)"
    if (about.get("Entrypoint") or [""])[0] != "/usr/bin/tini":
        yield "nobody hands on signals and ends what is left behind (tini)"
    labels = about.get("Labels") or {}
    yield from (
        f"the label {name} is missing" for name in _LABELS if not labels.get(f"org.opencontainers.image.{name}")
    )
    names = (entry.partition("=")[0] for entry in about.get("Env") or ())
    yield from (f"its environment carries {name}" for name in names if _SECRETS.search(name))
