"""What every keeper of secrets can do."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from assay.kernel.vault.documents import Document


class Provider(Protocol):
    """A keeper of secrets. Safe between threads."""

    def where(self, name: str) -> str:
        """Say for people where a secret is kept."""

    def fetch(self, names: Sequence[str]) -> Mapping[str, Document]:
        """Return the documents of those names that are kept. Raises VaultAway, VaultRefused, DocumentMalformed."""

    def store(self, name: str, document: Document) -> None:
        """Replace the document that was read (an empty revision: there must be none yet).

        Raises ChangedMeanwhile, NotWritable, VaultAway, VaultRefused.
        """
