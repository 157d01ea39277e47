"""The engine on files: an idea or a profile in, a result out; no database and no network.

A wrong file gives every error at once, each with its JSON pointer, on the error stream, and exit status 2.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TextIO

import click

from assay.engine.discovery import DiscoveryResult, Profile, Sampling, discover, interest_text, load_catalogue
from assay.engine.inputs import IdeaInput
from assay.engine.result import ValidationResult
from assay.engine.types import Floats
from assay.engine.validate import LIVE_DRAWS, InvalidIdea, validate
from assay.kernel import wire
from assay.modules.discovery import providers

DIGITS = 12  # results are equal across machines to so many significant digits (Q18)
MAX_BYTES = 1_000_000
WRONG_FILE = 2
_DRAWS = click.IntRange(64, 65_536)
_SEED = click.IntRange(0, 2**63 - 1)


_REASONS: Mapping[type[OSError], str] = MappingProxyType(
    {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "is a folder, not a file",
        PermissionError: "may not be read by you",
    }
)


class Document(NamedTuple):
    """A kind of file the command line reads or writes."""

    shape: type
    title: str


DOCUMENTS: Mapping[str, Document] = MappingProxyType(
    {
        "idea": Document(IdeaInput, "An idea, as `assay validate` reads it"),
        "validation-result": Document(ValidationResult, "The result of a validation"),
        "profile": Document(Profile, "A founder's profile, as `assay discover` reads it"),
        "discovery-result": Document(DiscoveryResult, "The result of a discovery"),
    }
)


def read[T](shape: type[T], path: str) -> T:
    """The document in a file, ``-`` for standard input. Raises WireInvalid, also when the file cannot be read."""
    try:
        text = sys.stdin.buffer.read(MAX_BYTES + 1) if path == "-" else _bytes_of(Path(path))
    except OSError as trouble:
        reason = _REASONS.get(type(trouble), f"cannot be read: {trouble.strerror}")
        raise wire.WireInvalid((wire.WireError("", reason),)) from None
    return wire.loads(shape, text, max_bytes=MAX_BYTES)


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def write(result: object, stdout: TextIO) -> None:
    """The result as JSON, sorted and indented, the same bytes for the same result."""
    stdout.write(json.dumps(wire.dump(result, digits=DIGITS), indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def complain(path: str, invalid: wire.WireInvalid, stderr: TextIO) -> int:
    """Every error in its own line, ``file: pointer: what``; returns the exit status."""
    for error in invalid.errors:
        place = f"{path}: {error.pointer}" if error.pointer else path
        stderr.write(f"{place}: {error.detail}\n")
    return WRONG_FILE


def validate_file(path: str, *, draws: int, seed: int | None, stdout: TextIO, stderr: TextIO) -> int:
    """Validate the idea in a file; returns the exit status. An idea with gaps is a result too: INCOMPLETE."""
    try:
        result = validate(read(IdeaInput, path), draws=draws, seed=seed)
    except wire.WireInvalid as invalid:
        return complain(path, invalid, stderr)
    except InvalidIdea as invalid:
        errors = tuple(wire.WireError(problem.pointer, problem.detail) for problem in invalid.problems)
        return complain(path, wire.WireInvalid(errors), stderr)
    write(result, stdout)
    return 0


def discover_file(path: str, *, draws: int, seed: int | None, stdout: TextIO, stderr: TextIO) -> int:
    """Discover for the profile in a file; returns the exit status."""
    try:
        profile = read(Profile, path)
    except wire.WireInvalid as invalid:
        return complain(path, invalid, stderr)
    catalogue = load_catalogue()
    write(discover(profile, catalogue, interest=_interest(profile), sampling=Sampling(draws=draws, seed=seed)), stdout)
    return 0


def _interest(profile: Profile) -> Floats | None:
    text = interest_text(profile)
    return providers.best_reader().likeness(text, load_catalogue()) if text else None


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every document, by name."""
    return {
        name: wire.schema(document.shape, id=f"urn:assay:schema:{name}", title=document.title)
        for name, document in DOCUMENTS.items()
    }


def _power_of_two(context: click.Context, parameter: click.Parameter, draws: int) -> int:
    if draws & (draws - 1):
        raise click.BadParameter(f"{draws} is no power of two", ctx=context, param=parameter)
    return draws


@click.command("validate")
@click.argument("idea")
@click.option(
    "--draws",
    type=click.IntRange(1_024, 1_048_576),
    callback=_power_of_two,
    default=LIVE_DRAWS,
    show_default=True,
    help="Draws of the simulation, a power of two.",
)
@click.option("--seed", type=_SEED, help="Seed of the draws (default: a digest of the answers).")
def validate_command(idea: str, *, draws: int, seed: int | None) -> None:
    """Judge the idea described in IDEA, a JSON file (- for standard input)."""
    sys.exit(validate_file(idea, draws=draws, seed=seed, stdout=sys.stdout, stderr=sys.stderr))


@click.command("discover")
@click.argument("profile")
@click.option("--draws", type=_DRAWS, default=4_096, show_default=True, help="Draws of the robust ranking.")
@click.option("--seed", type=_SEED, help="Seed of the draws (default: a digest of the answers).")
def discover_command(profile: str, *, draws: int, seed: int | None) -> None:
    """Find ideas for the founder described in PROFILE, a JSON file (- for standard input)."""
    sys.exit(discover_file(profile, draws=draws, seed=seed, stdout=sys.stdout, stderr=sys.stderr))


@click.command("schemas")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="docs/schemas")
def schemas_command(folder: Path) -> None:
    """Write the JSON Schemas of all input and output files into FOLDER (docs/schemas)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        folder.joinpath(f"{name}.json").write_text(text, encoding="utf-8")
