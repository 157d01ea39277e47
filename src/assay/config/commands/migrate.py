"""`assay migrate`: brings the tables up to date."""

import click
from django.core.management import call_command

from assay.config.commands.ready import ready


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    ready()
    call_command("migrate", interactive=False, verbosity=1)
