"""`assay serve`: the web process."""

import os

import click
from granian import Granian
from granian.constants import Interfaces

from assay.config.commands.ready import environment


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 in a container.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option(
    "--threads",
    default=12,
    show_default=True,
    envvar="WEB_THREADS",
    type=click.IntRange(2, 128),
    help="Threads of each process.",
)
def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API."""
    os.environ.setdefault("WEB_PROCESSES", str(workers))  # one machine; more of them are said by the operator
    os.environ["WEB_THREADS"] = str(threads)  # the processes divide them between passwords and everything else
    environment()  # a wrong environment is said here, once, instead of by every process
    Granian(
        "assay.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=15,
    ).serve()
