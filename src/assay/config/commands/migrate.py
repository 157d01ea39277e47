"""`assay migrate`: brings the tables up to date."""

import click
from django.core.management import call_command

from assay.config.commands.ready import ready
from assay.kernel.db import wait_until_ready, without_limits


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    ready()
    wait_until_ready()
    with without_limits():  # a table of any size may be changed; requests stay limited
        call_command("migrate", interactive=False, verbosity=1)
