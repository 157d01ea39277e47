"""`assay django …`: Django's management commands, such as `makemigrations` and `shell`."""

import click
from django.core.management import execute_from_command_line

from assay.config.commands.ready import ready


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def django(words: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    ready()
    execute_from_command_line(["assay django", *words])
