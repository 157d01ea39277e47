"""Who signs the audit log's checkpoints, where they are kept a second time, and who may read what is measured."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.config.env.kinds import DEVELOPMENT_SEED
from assay.kernel.privacy import Secret


@dataclass(frozen=True, kw_only=True)
class Audit:
    """Who signs the audit log's checkpoints, where they are kept a second time, and who may read what is measured."""

    audit_signing_key: Secret = field(
        metadata=variables.described(
            variables.seed,
            example="3f1c9a7be05d4826b1e87c30a9f2546d08c7e1b35a6f4d92c0837be16fa4d259",
            about="Signs the audit log's checkpoints (Ed25519): 32 random bytes as 64 hexadecimal digits.",
            default=DEVELOPMENT_SEED,
        )
    )
    audit_former_keys: tuple[str, ...] = field(
        metadata=variables.described(
            variables.names,
            example="the-public-half-of-the-former-key-in-hex",
            about="Public keys that signed earlier checkpoints, comma between them (`assay audit key` shows one).",
            default="",
        )
    )
    audit_witness: str = field(
        metadata=variables.described(
            variables.place,
            example="https://witness.example.org/assay",
            about="The second place for checkpoints: file:///a/folder on another disk or, better, an https address "
            "that the database's administrators cannot write to.",
            default="file:///var/lib/assay/witness",
        )
    )
    metrics_token: tuple[Secret, ...] = field(
        metadata=variables.described(
            variables.tokens,
            example="made-with-openssl-rand-hex-32",
            about="What Prometheus brings to /metrics as a bearer token; without one there is no such page. While "
            "it is changed two stand here, comma between them.",
            default="",
        )
    )
