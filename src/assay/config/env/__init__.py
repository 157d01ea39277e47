"""Every variable the product reads from its environment, in one typed class.

``read`` collects all faults before it complains, so a wrong deployment is corrected in one go, and each fault names the
variable and shows an example. ``.env.example`` is written by ``example_file`` and compared with it by a test. The
variables stand in the files beside this one by what they are about; what production refuses stands in ``safety``.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured

from assay.config.env.kinds import DEVELOPMENT_KEY, DEVELOPMENT_SEED, LogFormat, LogLevel, Mode
from assay.config.env.provision import Provision, Source
from assay.config.env.safety import unsafe
from assay.config.env.whole import Env

__all__ = [
    "DEVELOPMENT_KEY",
    "DEVELOPMENT_SEED",
    "Env",
    "EnvInvalid",
    "LogFormat",
    "LogLevel",
    "Mode",
    "Provision",
    "Source",
    "example_file",
    "example_of_production",
    "read",
    "read_provision",
    "settings_module",
]


_DECIDED = frozenset(  # production refuses their defaults
    {"master_keys", "index_keys", "secrets_env_accepted", "breach_list_url", "outbound_allowed"}
)


class EnvInvalid(ImproperlyConfigured):
    """Variables are missing or wrong; ``faults`` holds one sentence for each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("The environment is not complete:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


def read(environ: Mapping[str, str]) -> Env:
    """Read the settings. Raises EnvInvalid with one sentence for every variable that is missing, wrong or unsafe."""
    env = _taken(Env, environ)
    if env.environment is Mode.PRODUCTION and (faulty := tuple(unsafe(env))):
        raise EnvInvalid(faulty)
    return env


def read_provision(environ: Mapping[str, str]) -> Provision:
    """Read who keeps the secrets, before anything else is read. Raises EnvInvalid."""
    return _taken(Provision, environ)


def _taken[P: Provision](kind: type[P], environ: Mapping[str, str]) -> P:
    values: dict[str, Any] = {}
    faults: list[str] = []
    for spec in fields(kind):
        name, raw = spec.name.upper(), environ.get(spec.name.upper(), spec.metadata["default"])
        example = f"Example: {name}={spec.metadata['example']}"
        if raw is None:
            faults.append(f"{name} is missing. {spec.metadata['about']} {example}")
            continue
        try:
            values[spec.name] = spec.metadata["parse"](raw)
        except ValueError as error:
            faults.append(f"{name} is wrong: {error}. {spec.metadata['about']} {example}")
    if faults:
        raise EnvInvalid(tuple(faults))
    return kind(**values)


def settings_module(environ: Mapping[str, str] = os.environ) -> str:
    """Return the dotted name of the settings for ENVIRONMENT. Raises EnvInvalid when that is missing or wrong."""
    spec = next(spec for spec in fields(Env) if spec.name == "environment")
    try:
        mode = cast("Mode", spec.metadata["parse"](environ["ENVIRONMENT"]))
    except (KeyError, ValueError):
        raise EnvInvalid(
            (f"ENVIRONMENT is missing or wrong. {spec.metadata['about']} Example: ENVIRONMENT=production",)
        ) from None
    return f"assay.config.settings.{mode}"


def example_file() -> str:
    """Return the text of ``.env.example``: every variable with its purpose; optional ones commented out."""
    lines = [
        "# Every variable Assay reads (config/env). Lines with a leading # show the default and may be left out.",
        "",
    ]
    for spec in fields(Env):
        default = spec.metadata["default"]
        lines.append(f"# {spec.metadata['about']}")
        name = spec.name.upper()
        lines += [f"{name}={spec.metadata['example']}" if default is None else f"#{name}={default}", ""]
    return "\n".join(lines)


def example_of_production() -> dict[str, str]:
    """Return a production as it is documented, on secrets that nobody has: what production refuses is not in it."""
    needed = [spec for spec in fields(Env) if spec.metadata["default"] is None or spec.name in _DECIDED]
    made = {spec.name.upper(): str(spec.metadata["example"]) for spec in needed}
    for public in ("password", "made-with"):
        made = {name: example.replace(public, secrets.token_urlsafe(24)) for name, example in made.items()}
    return made | {"AUDIT_SIGNING_KEY": secrets.token_hex(32)}
