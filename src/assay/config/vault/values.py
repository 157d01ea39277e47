"""A value that a person brings is looked at as a start would look at it, before it is stored anywhere."""

from dataclasses import fields

from assay.config import variables
from assay.config.env import Env
from assay.config.vault.table import Listed
from assay.kernel.privacy import Secret
from assay.launch.trouble import Trouble


def checked(listed: Listed, raw: str) -> Secret:
    """Return the value. Raises Trouble, which does not repeat it."""
    parse = next(
        (spec.metadata["parse"] for spec in fields(Env) if spec.name == listed.name.replace("-", "_")),
        variables.address("postgres", "postgresql", "redis", "rediss", "valkey", "valkeys"),
    )
    try:
        parse(raw.strip())
    except ValueError as error:
        raise Trouble(f"The value for {listed.name} is wrong: {error}.") from None
    if not raw.strip():
        raise Trouble(f"The value for {listed.name} is empty.")
    return Secret(raw.strip())
