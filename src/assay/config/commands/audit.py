"""`assay audit …` and `assay verify-audit`: the audit log for operators."""

import importlib
import json
import sys
from uuid import UUID

import click

from assay.config.commands.ready import door_of
from assay.launch.trouble import Trouble


@click.group()
def audit() -> None:
    """Sign for the audit log, export it, show the key it is signed with."""


@audit.command()
def checkpoint() -> None:
    """Sign for everything committed until now, and tell the witness."""
    door = door_of("audit")
    try:
        number = door.take_checkpoint()
    except (door.WitnessAway, door.WitnessDisagrees) as error:
        raise Trouble(f"The witness: {error}") from error
    click.echo("Nothing new to sign for." if number is None else f"Checkpoint {number} is signed and witnessed.")


@audit.command()
@click.option("--workspace", type=click.UUID, help="Only this workspace's chain (default: every chain).")
def export(*, workspace: UUID | None) -> None:
    """Write the log as JSON lines, to be checked by verify_audit.py."""
    door = door_of("audit")
    tenancy = importlib.import_module("assay.kernel.tenancy")
    with tenancy.system():
        for record in door.export(workspace) if workspace else door.export_whole():
            click.echo(json.dumps(record, ensure_ascii=False))


@audit.command()
def key() -> None:
    """Show the public key that checkpoints are signed with now."""
    click.echo(door_of("audit").public_key())


@click.command()
def verify_audit() -> None:
    """Check every chain against every checkpoint, here and at the witness; fails on the first doubt."""
    door = door_of("audit")
    try:
        count, faults = door.verify_live()
    except door.WitnessAway as error:
        raise Trouble(f"The witness cannot be asked, so nothing is proven: {error}") from error
    for fault in faults:
        click.echo(f"WRONG  {fault.sentence()}")
    if faults:
        sys.exit(1)
    click.echo(f"OK  {count} entries")
