"""`assay worker`: the process that runs jobs."""

import click

from assay.config import worker as process
from assay.config.commands.ready import ready


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), help="Jobs at a time (default: WORKER_CONCURRENCY).")
def worker(*, concurrency: int | None) -> None:
    """Run jobs until asked to stop; running ones may end first."""
    ready()
    process.run(concurrency)
