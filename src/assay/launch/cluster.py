"""Makes a PostgreSQL cluster: `initdb`, the database, who owns it and who serves from it, whole or not at all."""

import json
import os
import secrets
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from assay.launch import leftovers
from assay.launch.account import Account, Identity, own_folder
from assay.launch.trouble import Trouble, free_megabytes, no_space, says_full

MAJOR: Final = "18"
_NEEDED_MEGABYTES: Final = 150


@dataclass(frozen=True, slots=True)
class Passwords:
    """`owner` has the tables, `service` reads and writes their rows."""

    admin: str
    owner: str
    service: str


class Maker:
    """Makes a cluster in a folder beside its place and renames it when it is whole."""

    def __init__(self, folder: Path, programs: Path, account: Account | None, *, durable: bool) -> None:
        self.folder = folder
        self.place = folder / "data"
        self.programs = programs
        self.account = account
        self.durable = durable
        self.env = environment(programs)

    def make(self) -> Passwords:
        known = _read_passwords(self.folder)
        if self.place.exists():
            self._check_version()
            return known or self._new_passwords()
        if free_megabytes(self.folder) < _NEEDED_MEGABYTES:
            raise no_space(self.folder)
        passwords = known or _write_passwords(self.folder)
        half_made = self.folder / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        own_folder(half_made, self.account)
        self._initdb(half_made)
        self._alone(half_made, _first_statements(passwords, is_throwaway=not self.durable))
        half_made.rename(self.place)
        return passwords

    def _check_version(self) -> None:
        found = (self.place / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != MAJOR:
            raise Trouble(
                f"{self.place} was made by PostgreSQL {found}, this is {MAJOR}. Move the folder away to start afresh, "
                "or dump it with the old version and load it with the new one."
            )

    def _new_passwords(self) -> Passwords:
        """The file with the passwords was lost, or knows fewer roles: the cluster is ours, so it gets new ones."""
        leftovers.end_server(self.place / "postmaster.pid")
        passwords = _write_passwords(self.folder)
        self._alone(self.place, _password_statements(passwords))
        return passwords

    def _initdb(self, place: Path) -> None:
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--locale=C", "--username=postgres", "--no-instructions"]
        options += (
            [] if self.durable else ["--no-sync", "--wal-segsize=1"]
        )  # a throwaway cluster of 25 MB instead of 40
        password_file = place.with_name("first-password")
        try:
            # `initdb` will have a password from a file; a random one that the next step replaces.
            _write_secret(password_file, secrets.token_hex(16), self.account)
            self._run([str(self.programs / "initdb"), "-D", str(place), f"--pwfile={password_file}", *options])
        finally:
            password_file.unlink(missing_ok=True)

    def _alone(self, place: Path, statements: list[str]) -> None:
        """Run statements without a server; passwords travel on standard input, which nobody can list."""
        command = [str(self.programs / "postgres"), "--single", "-D", str(place), "-c", "exit_on_error=on"]
        command += [] if self.durable else ["-c", "fsync=off"]
        self._run([*command, "postgres"], said="\n".join([*statements, ""]))

    def _run(self, command: list[str], *, said: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - our own list of words, no shell
            command,
            input=said,
            env=self.env,
            cwd="/",
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **(self.account.identity if self.account else Identity()),
        )
        if done.returncode == 0:
            return
        if says_full(done.stdout):
            raise no_space(self.folder)
        raise Trouble(f"Making the database in {self.folder} failed: {done.stdout.strip()[-800:]}")


def environment(programs: Path) -> dict[str, str]:
    """Ours alone: a PGDATA or PGPORT of the shell must not reach the server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": str(programs.parent / "lib")}


def _first_statements(passwords: Passwords, *, is_throwaway: bool) -> list[str]:
    create = "CREATEDB" if is_throwaway else "NOCREATEDB"
    # In tests who serves may ask to be the owner for a moment, without having the owner's rights otherwise.
    become = ["GRANT assay TO assay_service WITH INHERIT FALSE, SET TRUE"] if is_throwaway else []
    return [
        f"CREATE ROLE assay LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {create}",
        *_password_statements(passwords),
        *become,
        "CREATE DATABASE assay OWNER assay",
    ]


def _password_statements(passwords: Passwords) -> list[str]:
    service = "CREATE ROLE assay_service LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB"
    missing = "NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'assay_service')"
    return [
        f"DO $$ BEGIN IF {missing} THEN {service}; END IF; END $$",
        f"ALTER ROLE postgres PASSWORD '{passwords.admin}'",
        f"ALTER ROLE assay PASSWORD '{passwords.owner}'",
        f"ALTER ROLE assay_service PASSWORD '{passwords.service}'",
    ]


def _read_passwords(folder: Path) -> Passwords | None:
    try:
        return Passwords(**json.loads((folder / "passwords.json").read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError, TypeError):  # lost, cut off by a crash, or of an older shape
        return None


def _write_passwords(folder: Path) -> Passwords:
    passwords = Passwords(*(secrets.token_hex(24) for _ in range(3)))
    _write_secret(folder / "passwords.json", json.dumps(asdict(passwords)), None)
    return passwords


def _write_secret(file: Path, text: str, account: Account | None) -> None:
    """Readable by its owner alone from the first moment on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(text)
    if account:
        os.chown(file, account.uid, account.gid)
