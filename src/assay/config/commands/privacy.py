"""`assay privacy …`: what operators do about people who were erased."""

import sys

import click

from assay.config.commands.ready import door_of
from assay.launch.trouble import Trouble


@click.group()
def privacy() -> None:
    """Keep erased what was erased, also after a backup was restored."""


@privacy.command()
def check() -> None:
    """Say whether somebody who was erased is here again; fails where that is so."""
    door = door_of("privacy")
    try:
        returned = door.list_returned()
    except door.WitnessAway as error:
        raise Trouble(f"The witness cannot be asked, so nothing is known: {error}") from error
    for subject in returned:
        click.echo(f"BACK  {subject}")
    if returned:
        sys.exit(1)
    click.echo("OK  Nobody who was erased is here.")


@privacy.command()
def replay() -> None:
    """Erase again whoever came back with a backup."""
    door = door_of("privacy")
    try:
        count = door.replay()
    except door.WitnessAway as error:
        raise Trouble(f"The witness cannot be asked, so nothing was erased: {error}") from error
    click.echo(f"{count} erased again.")
