"""OpenBao, or HashiCorp Vault, which speaks the same language: key-value engine 2, an entry for each secret."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, auto
from functools import partial
from pathlib import Path
from typing import Any, Final

import hvac
from hvac.exceptions import Forbidden, InvalidPath, InvalidRequest, Unauthorized, VaultError
from requests import RequestException

from assay.kernel.vault.documents import Document, parsed
from assay.kernel.vault.faults import ChangedMeanwhile, DocumentMalformed, VaultAway, VaultRefused

SECONDS: Final = 5


class Proof(StrEnum):
    """How we show who we are."""

    APPROLE = auto()
    KUBERNETES = auto()
    TOKEN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the server is, and who we are to it. The credential stays in a file, so it can be replaced meanwhile."""

    address: str
    authority: str
    namespace: str
    mount: str
    prefix: str
    proof: Proof
    role: str
    credential: str


class OpenBao:
    """Signs in when it has to, and again when the server has forgotten us."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._client: Any = None

    def where(self, name: str) -> str:
        """Say which entry it is."""
        return f"OpenBao at {self._place.mount}/{self._path(name)}"

    def fetch(self, names: Sequence[str]) -> Mapping[str, Document]:
        """Return the documents of those that are kept. Raises VaultAway, VaultRefused, DocumentMalformed."""
        found = {name: self._signed_in(partial(self._read, name=name), name) for name in names}
        return {name: document for name, document in found.items() if document is not None}

    def store(self, name: str, document: Document) -> None:
        """Replace the entry, unless somebody else did. Raises ChangedMeanwhile, VaultAway, VaultRefused."""
        self._signed_in(lambda bao: self._write(bao, name, document), name)

    def _path(self, name: str) -> str:
        return f"{self._place.prefix}/{name}"

    def _read(self, bao: Any, *, name: str) -> Document | None:
        try:
            answer = bao.secrets.kv.v2.read_secret_version(
                path=self._path(name), mount_point=self._place.mount, raise_on_deleted_version=True
            )["data"]
        except InvalidPath:
            return None
        about = answer["metadata"]
        at = datetime.fromisoformat(about["created_time"]).astimezone(UTC)
        try:
            return parsed(json.dumps(answer["data"]), at=at, revision=str(about["version"]))
        except DocumentMalformed as error:
            raise DocumentMalformed(f"{self.where(name)}: {error}") from None

    def _write(self, bao: Any, name: str, document: Document) -> None:
        try:
            bao.secrets.kv.v2.create_or_update_secret(
                path=self._path(name),
                secret=json.loads(document.dumped()),
                cas=int(document.revision or 0) or self._after_deletion(bao, name),
                mount_point=self._place.mount,
            )
        except InvalidRequest as error:
            if "check-and-set" in str(error):
                raise ChangedMeanwhile(f"{self.where(name)} was changed by somebody else") from None
            raise

    def _after_deletion(self, bao: Any, name: str) -> int:
        """Return the number of a deleted entry, which a new one follows; 0 where there never was one."""
        try:
            about = bao.secrets.kv.v2.read_secret_metadata(path=self._path(name), mount_point=self._place.mount)["data"]
        except (InvalidPath, Forbidden):
            return 0
        newest = about["versions"].get(str(about["current_version"]), {})
        return int(about["current_version"]) if newest.get("deletion_time") else 0

    def _signed_in[T](self, ask: Callable[[Any], T], name: str) -> T:
        """Ask; sign in before when nobody has, and once more when the server does not know us any longer."""
        try:
            with self._lock:
                if self._client is not None:
                    try:
                        return ask(self._client)
                    except (Forbidden, Unauthorized):
                        self._client = None
                self._client = self._sign_in()
                return ask(self._client)
        except (Forbidden, Unauthorized, InvalidRequest):
            self._client = None
            raise VaultRefused(f"{self.where(name)} is closed to us: see its policy and the credential") from None
        except (VaultError, RequestException, OSError) as error:
            raise VaultAway(f"OpenBao at {self._place.address} does not answer ({type(error).__name__})") from None

    def _sign_in(self) -> Any:
        place = self._place
        bao = hvac.Client(
            url=place.address, verify=place.authority or True, namespace=place.namespace or None, timeout=SECONDS,
            token="",
        )  # fmt: skip
        bao.session.trust_env = False
        bao.session.max_redirects = 0  # what answers is where was asked: nobody else is told who we are
        credential = _credential(place.credential)
        if place.proof is Proof.TOKEN:
            bao.token = credential
        elif place.proof is Proof.APPROLE:
            bao.auth.approle.login(role_id=place.role, secret_id=credential)
        else:
            bao.auth.kubernetes.login(role=place.role, jwt=credential)
        return bao


def _credential(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise VaultRefused(f"the credential for OpenBao cannot be read from {file}") from None
