"""The door for whoever needs real servers: the supervisor and the tests."""

import tempfile
from pathlib import Path

from assay.launch.account import can_reach, serving_account
from assay.launch.postgres import Postgres, start_postgres
from assay.launch.trouble import Trouble
from assay.launch.valkey import Valkey, start_valkey

__all__ = ["Postgres", "Valkey", "scratch_folder", "start_postgres", "start_valkey"]


def scratch_folder(name: str = "assay") -> Path:
    """A fresh folder that the servers' account can reach, for servers that are thrown away. The caller deletes it."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    folder.chmod(0o711)
    if not can_reach(folder, serving_account()):
        raise Trouble(
            f"{folder} cannot be reached by unprivileged programs. Set TMPDIR to a folder that others may enter."
        )
    return folder
