"""Who keeps the secrets. These variables are read first; the secrets come from whoever they name (ADR 14)."""

from dataclasses import dataclass, field
from enum import StrEnum

from assay.config import variables
from assay.kernel.vault.openbao import Proof


class Source(StrEnum):
    """Who keeps the secrets."""

    ENV = "env"
    OPENBAO = "openbao"
    AWS = "aws"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """Who keeps the secrets, and how we reach them."""

    secrets_from: Source = field(
        metadata=variables.described(
            variables.choice(Source),
            example="openbao",
            about="Who keeps the secrets: openbao (or Vault), aws (Secrets Manager), or env: the variables here, and "
            "files named in NAME_FILE. Production takes env only with SECRETS_ENV_ACCEPTED.",
            default="env",
        )
    )
    secrets_env_accepted: bool = field(
        metadata=variables.described(
            variables.flag,
            example="true",
            about="Says that somebody decided to run production on secrets from the environment: none of them can be "
            "changed without a restart.",
            default="false",
        )
    )
    secrets_prefix: str = field(
        metadata=variables.described(
            variables.path,
            example="assay/production",
            about="The folder of the secrets at their keeper; another one for each environment.",
            default="assay",
        )
    )
    secrets_refresh_seconds: int = field(
        metadata=variables.described(
            variables.count(1, 3_600),
            example="300",
            about="How often a process looks for changes nobody told it of. `assay rotate` tells it at once.",
            default="300",
        )
    )
    openbao_address: str = field(
        metadata=variables.described(
            variables.optional(variables.origin),
            example="https://bao.internal:8200",
            about="The OpenBao or Vault server.",
            default="",
        )
    )
    openbao_authority: str = field(
        metadata=variables.described(
            variables.file,
            example="/etc/assay/bao-ca.pem",
            about="A file with the authority that signed its certificate; empty: those the system knows.",
            default="",
        )
    )
    openbao_namespace: str = field(
        metadata=variables.described(
            str.strip, example="team", about="Its namespace, where it has several.", default=""
        )
    )
    openbao_mount: str = field(
        metadata=variables.described(
            variables.path,
            example="secret",
            about="Where its key-value engine (version 2) is mounted.",
            default="secret",
        )
    )
    openbao_proof: Proof = field(
        metadata=variables.described(
            variables.choice(Proof),
            example="kubernetes",
            about="How we show it who we are: approle, kubernetes or token.",
            default="approle",
        )
    )
    openbao_role: str = field(
        metadata=variables.described(
            str.strip,
            example="assay-web",
            about="Our role there: the role's id for approle, its name for kubernetes.",
            default="",
        )
    )
    openbao_credential_file: str = field(
        metadata=variables.described(
            str.strip,
            example="/run/assay/secret-id",
            about="A file with what proves it: the secret id, the service account's token, or a token. Read anew "
            "whenever we sign in.",
            default="/var/run/secrets/kubernetes.io/serviceaccount/token",
        )
    )
    aws_region: str = field(
        metadata=variables.described(
            str.strip, example="eu-central-1", about="The region of AWS Secrets Manager.", default=""
        )
    )
