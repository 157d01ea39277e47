"""`assay seed`: demo people and their ideas."""

import importlib
import importlib.util
import json
import secrets
from pathlib import Path
from typing import Final

import click
from django.conf import settings

from assay.config.commands.ready import ready

# Loaded by name: the demo data imports tables, which exist only after Django's set-up.
DEMO: Final = "assay.config.seed"


@click.command()
@click.option("--password", envvar="ASSAY_DEMO_PASSWORD", help="Of the demo accounts (default: a random one, shown).")
@click.option(
    "--note", envvar="ASSAY_DEMO_FILE", type=click.Path(path_type=Path), help="Write the accounts there as JSON."
)
def seed(*, password: str | None, note: Path | None) -> None:
    """Fill an empty database with demo accounts and ideas; running it again changes nothing."""
    ready()
    if settings.IS_PRODUCTION:
        raise click.ClickException("Demo accounts are for development; a production has none.")
    chosen = password or secrets.token_urlsafe(9)
    people: tuple[str, ...] = ()
    if importlib.util.find_spec(DEMO):
        people = tuple(importlib.import_module(DEMO).run(password=chosen))
    if note:
        note.write_text(json.dumps({"people": people}), encoding="utf-8")
    click.echo("\n".join(people))
    if people and not password:
        # People who were here before keep theirs: a password shown for them would open nothing.
        click.echo(f"password of those made just now: {chosen}")
