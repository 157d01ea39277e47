"""`assay sandbox`: the stand-ins for other people's computers."""

from pathlib import Path

import click

from assay.sandbox.mail import catcher


@click.command()
@click.option("--smtp-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--page-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="Where caught mail is kept.")
def sandbox(*, smtp_port: int, page_port: int, folder: Path) -> None:
    """Catch mail over SMTP and show it on a page, on the loopback address only."""
    catcher.run(folder, smtp_port=smtp_port, page_port=page_port)
