"""The keys that seal personal data and hash what is looked up (ADR 0013)."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.config.env.kinds import KEY_LENGTH
from assay.kernel.privacy import Secret


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The keys that seal personal data and hash what is looked up."""

    master_keys: tuple[Secret, ...] = field(
        metadata=variables.described(
            variables.keys(KEY_LENGTH),
            example="made-with-python3-c-import-secrets-print-secrets-token_urlsafe-48",
            about="Wrap the data keys of people, comma between them: the first wraps, the others still open.",
        )
    )
    index_keys: tuple[tuple[int, Secret], ...] = field(
        metadata=variables.described(
            variables.numbered_keys(KEY_LENGTH),
            example="1:made-with-python3-c-import-secrets-print-secrets-token_urlsafe-48",
            about="Hash what is looked up, as number:key. While one is changed two stand here, the new one first.",
        )
    )
