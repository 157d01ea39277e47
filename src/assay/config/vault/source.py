"""The first step of every start: ask whoever keeps the secrets, and lay them beside the variables."""

import hashlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assay.config.env import EnvInvalid, Mode, Provision, Source, read_provision
from assay.config.vault.table import OF_PROCESSES
from assay.kernel.vault.aws import Aws
from assay.kernel.vault.documents import Document
from assay.kernel.vault.environ import Environ
from assay.kernel.vault.faults import VaultFault
from assay.kernel.vault.openbao import OpenBao, Place, Proof
from assay.kernel.vault.provider import Provider

_TRY = "Nothing was started. Once it answers, start again; a process that is running keeps what it has."


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What this process knows: the documents, and when it last heard from their keeper (monotonic seconds)."""

    documents: Mapping[str, Document]
    heard: float

    @property
    def mark(self) -> str:
        """A short name for exactly these versions, without their values."""
        lines = "\n".join(f"{name} {document.mark}" for name, document in sorted(self.documents.items()))
        return hashlib.sha256(lines.encode()).hexdigest()[:16]


class _Holding:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.provider: Provider | None = None
        self.held = Held(documents=MappingProxyType({}), heard=time.monotonic())


_holding = _Holding()


def supplied(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables with the secrets among them.

    Raises EnvInvalid, which names each secret that is missing and where it belongs, or says why nobody answers.
    """
    provision = read_provision(environ)
    keeper = keeper_of(provision, environ)
    try:
        documents = keeper.fetch([one.name for one in OF_PROCESSES])
    except VaultFault as error:
        raise EnvInvalid((f"The secrets cannot be read: {error}. {_TRY}",)) from None
    faults = [*_missing(documents, keeper, provision), *_strays(environ, provision)]
    if faults:
        raise EnvInvalid(tuple(faults))
    _holding.provider = keeper
    _holding.held = Held(documents=documents, heard=time.monotonic())
    return laid(documents, environ)


def held() -> Held:
    """Return what this process knows."""
    return _holding.held


def keeper() -> Provider:
    """Return whoever keeps this process's secrets. Raises RuntimeError before the settings were read."""
    if _holding.provider is None:
        raise RuntimeError("the settings have not been read")
    return _holding.provider


def ask_again() -> bool:
    """Fetch all documents anew; tell whether any changed. Raises VaultFault, and what was known stays.

    A secret that vanished at its keeper stays as it was: nobody deletes one on purpose under a running product.
    """
    with _holding.lock:
        found = keeper().fetch([one.name for one in OF_PROCESSES])
        before = _holding.held.documents
        documents = {**before, **found}
        _holding.held = Held(documents=documents, heard=time.monotonic())
        return {**before} != documents


def laid(documents: Mapping[str, Document], environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables with what the documents say in the place of what was set."""
    together = dict(environ)
    for one in OF_PROCESSES:
        if one.name in documents:
            together |= one.kind.laid(documents[one.name], environ)
    return together


def keeper_of(provision: Provision, environ: Mapping[str, str]) -> Provider:
    """Return the keeper that the variables name. Raises EnvInvalid where they do not say enough."""
    if provision.secrets_from is Source.OPENBAO:
        return OpenBao(_place(provision))
    if provision.secrets_from is Source.AWS:
        if not provision.aws_region:
            raise EnvInvalid(("AWS_REGION is missing, and SECRETS_FROM is aws. Example: AWS_REGION=eu-central-1",))
        return Aws(region=provision.aws_region, prefix=provision.secrets_prefix)
    return Environ(environ)


def _place(provision: Provision) -> Place:
    faults = []
    if not provision.openbao_address:
        faults.append(
            "OPENBAO_ADDRESS is missing, and SECRETS_FROM is openbao. Example: OPENBAO_ADDRESS=https://bao.internal:8200"
        )
    if not provision.openbao_role and provision.openbao_proof is not Proof.TOKEN:
        faults.append("OPENBAO_ROLE is missing: who are we to OpenBao? Example: OPENBAO_ROLE=assay-web")
    if faults:
        raise EnvInvalid(tuple(faults))
    return Place(
        address=provision.openbao_address,
        authority=provision.openbao_authority,
        namespace=provision.openbao_namespace,
        mount=provision.openbao_mount,
        prefix=provision.secrets_prefix,
        proof=provision.openbao_proof,
        role=provision.openbao_role,
        credential=provision.openbao_credential_file,
    )


def _missing(documents: Mapping[str, Document], keeper: Provider, provision: Provision) -> list[str]:
    if provision.secrets_from is Source.ENV:
        return []  # a variable that is not set is named by whoever reads the variables, with an example
    return [
        f"The secret {one.name} ({one.about}) is missing: {keeper.where(one.name)} holds none. "
        f"Put one there: assay secrets put {one.name}"
        for one in OF_PROCESSES
        if one.is_needed and one.name not in documents
    ]


def _strays(environ: Mapping[str, str], provision: Provision) -> list[str]:
    """Name the secrets that still stand in production's environment although somebody else keeps them."""
    if provision.secrets_from is Source.ENV or environ.get("ENVIRONMENT", "").strip() != Mode.PRODUCTION:
        return []
    names = [one.name.upper().replace("-", "_") for one in OF_PROCESSES]
    return [
        f"{name} stands in the environment, and SECRETS_FROM is {provision.secrets_from}. Take it out there."
        for name in names
        if environ.get(name, "").strip()
    ]
