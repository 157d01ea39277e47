"""As whom the embedded servers run: as ourselves, or as `nobody` when root started us.

PostgreSQL refuses to run as root, and no server here needs its rights. Only folders of our own are handed over;
where `nobody` cannot get to a folder because a parent is closed, we say so and never open the parent.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


class Identity(TypedDict, total=False):
    """The part of `subprocess.Popen`'s arguments that says who runs."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> Identity:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def serving_account() -> Account | None:
    """None: the servers run as the one who starts them."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account("nobody", nobody.pw_uid, nobody.pw_gid)


def own_folder(folder: Path, account: Account | None, *, mode: int = 0o700) -> Path:
    """Make `folder` if need be; `account` owns it."""
    folder.mkdir(parents=True, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(mode)
    return folder


def can_reach(folder: Path, account: Account | None) -> bool:
    """Whether the account gets to `folder`; asked of the system itself, so that access lists count too."""
    if account is None:
        return True
    try:
        done = subprocess.run(  # noqa: S603 - our own list of words, no shell
            ["/bin/sh", "-c", 'cd -- "$0"', str(folder)], cwd="/", check=False, capture_output=True, **account.identity
        )
    except PermissionError:
        return False
    return done.returncode == 0


def can_run(binary: Path, account: Account | None) -> bool:
    """Whether the account can start this program (a closed folder above it forbids that)."""
    identity = account.identity if account else Identity()
    try:
        done = subprocess.run([binary, "--version"], cwd="/", check=False, capture_output=True, **identity)  # noqa: S603 - our own list of words, no shell
    except PermissionError:
        return False
    return done.returncode == 0
