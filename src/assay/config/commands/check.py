"""`assay check`: Django's own checks of the configuration."""

import click
from django.core.management import call_command

from assay.config.commands.ready import ready


@click.command()
@click.option("--deploy", is_flag=True, help="Also what matters in production only.")
def check(*, deploy: bool) -> None:
    """Check the configuration; fails on a warning too."""
    ready()
    call_command("check", deploy=deploy, fail_level="WARNING")
