"""AWS Secrets Manager. Where our own credential comes from (role, container, instance) is botocore's business."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final
from uuid import uuid4

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from assay.kernel.vault.documents import Document, parsed
from assay.kernel.vault.faults import ChangedMeanwhile, DocumentMalformed, VaultAway, VaultFault, VaultRefused

_LIMITS: Final = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
_CLOSED: Final = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
        "DecryptionFailure",
    }
)


class Aws:
    """One secret of theirs for each of ours. Its client is safe between threads."""

    def __init__(self, *, region: str, prefix: str) -> None:
        self._prefix = prefix
        self._client: Any = get_session().create_client("secretsmanager", region_name=region, config=_LIMITS)

    def where(self, name: str) -> str:
        """Say which secret it is."""
        return f"AWS Secrets Manager at {self._id(name)}"

    def fetch(self, names: Sequence[str]) -> Mapping[str, Document]:
        """Return the documents of those that are kept. Raises VaultAway, VaultRefused, DocumentMalformed."""
        found = {name: self._one(name) for name in names}
        return {name: document for name, document in found.items() if document is not None}

    def store(self, name: str, document: Document) -> None:
        """Replace the secret, unless somebody else did. Raises ChangedMeanwhile, VaultAway, VaultRefused.

        The service has no compare-and-set: between our look and our write another could slip in. `assay rotate` holds a
        lock in the database around both.
        """
        held = self._one(name)
        if (held.revision if held else "") != document.revision:
            raise ChangedMeanwhile(f"{self.where(name)} was changed by somebody else")
        text, mark = document.dumped(), str(uuid4())
        try:
            if held is None:
                self._client.create_secret(Name=self._id(name), SecretString=text, ClientRequestToken=mark)
            else:
                self._client.put_secret_value(SecretId=self._id(name), SecretString=text, ClientRequestToken=mark)
        except (ClientError, BotoCoreError) as error:
            raise self._fault(error, name) from None

    def _id(self, name: str) -> str:
        return f"{self._prefix}/{name}"

    def _one(self, name: str) -> Document | None:
        try:
            answer = self._client.get_secret_value(SecretId=self._id(name))
        except self._client.exceptions.ResourceNotFoundException:
            return None
        except (ClientError, BotoCoreError) as error:
            raise self._fault(error, name) from None
        text, at = str(answer.get("SecretString", "")), answer["CreatedDate"].astimezone(UTC)
        try:
            return parsed(text, at=at, revision=str(answer["VersionId"]))
        except DocumentMalformed as error:
            raise DocumentMalformed(f"{self.where(name)}: {error}") from None

    def _fault(self, error: Exception, name: str) -> VaultFault:
        code = str(error.response.get("Error", {}).get("Code")) if isinstance(error, ClientError) else ""
        if code in _CLOSED or type(error).__name__ in {"NoCredentialsError", "CredentialRetrievalError"}:
            return VaultRefused(f"{self.where(name)} is closed to us: see its policy and our role")
        return VaultAway(f"{self.where(name)} does not answer ({code or type(error).__name__})")
