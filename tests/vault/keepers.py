"""Real keepers of secrets: an OpenBao over TLS, and a server that speaks as AWS Secrets Manager does."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hvac
import requests

from assay.kernel.vault.openbao import OpenBao, Place, Proof
from assay.launch.ports import free_port

TOOLS = Path(__file__).resolve().parents[2] / "var" / "tools" / "servers"
READS = 'path "secret/data/assay/*" { capabilities = ["read"] }'
WRITES = """
path "secret/data/assay/*" { capabilities = ["create", "read", "update"] }
path "secret/metadata/assay/*" { capabilities = ["read"] }
"""


@contextmanager
def running(argv: list[str], *, log: Path, is_ready: Callable[[], bool]) -> Iterator[None]:
    """Run a server for the length of the block."""
    with log.open("wb") as sink:
        process = subprocess.Popen(argv, stdout=sink, stderr=subprocess.STDOUT, cwd=log.parent)
    try:
        deadline = time.monotonic() + 30
        while not is_ready():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Bao:
    """A running OpenBao with two roles: one that reads, as web and worker do, and one that writes, as operators do."""

    address: str
    authority: Path
    folder: Path
    root: Any

    def place(self, *, who: str = "writer", **changes: Any) -> Place:
        """Return how to get in as one of them."""
        role = self.root.auth.approle.read_role_id(who)["data"]["role_id"]
        credential = self.folder / f"secret-id-{who}"
        credential.write_text(self.root.auth.approle.generate_secret_id(who)["data"]["secret_id"])
        named: dict[str, Any] = {
            "address": self.address, "authority": str(self.authority), "namespace": "", "mount": "secret",
            "prefix": "assay", "proof": Proof.APPROLE, "role": role, "credential": str(credential),
        }  # fmt: skip
        return Place(**named | changes)

    def variables(self, *, who: str) -> dict[str, str]:
        """Return the same as variables."""
        place = self.place(who=who)
        return {
            "SECRETS_FROM": "openbao",
            "OPENBAO_ADDRESS": place.address,
            "OPENBAO_AUTHORITY": place.authority,
            "OPENBAO_ROLE": place.role,
            "OPENBAO_CREDENTIAL_FILE": place.credential,
        }

    def empty(self) -> None:
        """Take every secret out."""
        kept = self.root.secrets.kv.v2
        try:
            names = kept.list_secrets(path="assay", mount_point="secret")["data"]["keys"]
        except hvac.exceptions.InvalidPath:
            return
        for name in names:
            kept.delete_metadata_and_all_versions(path=f"assay/{name}", mount_point="secret")


@contextmanager
def openbao(folder: Path) -> Iterator[Bao]:
    """Run an OpenBao on a certificate of its own."""
    port, token = free_port(), "root-of-a-test"
    argv = [
        str(TOOLS / "bin" / "bao"),
        "server",
        "-dev-tls",
        f"-dev-tls-cert-dir={folder}",
        f"-dev-root-token-id={token}",
    ]
    argv += [f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token"]
    address, authority = f"https://127.0.0.1:{port}", folder / "vault-ca.pem"
    with running(argv, log=folder / "bao.log", is_ready=lambda: _answers(f"{address}/v1/sys/health", authority)):
        root = hvac.Client(url=address, token=token, verify=str(authority))
        root.sys.enable_auth_method("approle")
        for who, policy in (("reader", READS), ("writer", WRITES)):
            root.sys.create_or_update_policy(name=who, policy=policy)
            root.auth.approle.create_or_update_approle(who, token_policies=[who], token_ttl="10m")
        yield Bao(address, authority, folder, root)


@contextmanager
def secrets_manager(folder: Path) -> Iterator[dict[str, str]]:
    """Run what speaks as AWS does (it checks no signatures); yield the variables that lead there."""
    port = free_port()
    argv = [str(TOOLS / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    address = f"http://127.0.0.1:{port}"
    with running(argv, log=folder / "moto.log", is_ready=lambda: _answers(f"{address}/moto-api/data.json", None)):
        yield {
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": address,
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented-too",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def bao(place: Place) -> OpenBao:
    """Return the product's own way in."""
    return OpenBao(place)


def _answers(address: str, authority: Path | None) -> bool:
    if authority is not None and not authority.exists():
        return False
    try:
        return requests.get(address, timeout=2, verify=str(authority) if authority else True).ok
    except requests.RequestException:
        return False


def inherited() -> dict[str, str]:
    """Return what a process of ours needs of this one's environment."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
