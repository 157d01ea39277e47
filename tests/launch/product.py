"""A product of a test's own: started in the background as scripts start it, in a folder of its own, on free ports."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field

from assay.launch import record
from assay.launch.places import Places
from assay.launch.record import State

INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "COVERAGE_PROCESS_CONFIG")


@dataclass(frozen=True)
class Product:
    place: Places
    outside: dict[str, str] = field(default_factory=dict)

    def assay(self, *words: str) -> subprocess.CompletedProcess[str]:
        env = {**{name: os.environ[name] for name in INHERITED if name in os.environ}, **self.outside}
        command = [sys.executable, "-m", "assay.cli", *words]
        return subprocess.run(
            command, env={**env, "ASSAY_VAR": str(self.place.var)}, capture_output=True, text=True, check=False
        )

    @property
    def now(self) -> record.Record:
        return record.load(self.place)

    def pid(self, name: str) -> int:
        return next(part.pid or 0 for part in self.now.parts if part.name == name)

    def is_back(self, name: str, *, instead_of: int) -> bool:
        found = next(part for part in self.now.parts if part.name == name)
        return found.state is State.READY and found.pid != instead_of

    def servers(self) -> dict[str, str]:
        return {name: self.now.environment[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "VALKEY_URL")}

    def answers(self) -> int:
        try:
            with urllib.request.urlopen(f"{self.now.address}/readyz", timeout=10) as answer:  # noqa: S310 -- loopback
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code


def started(product: Product, stopping: ExitStack) -> Product:
    stopping.callback(product.assay, "down")
    done = product.assay("up", "--detach")
    assert done.returncode == 0, done.stdout + done.stderr
    return product
