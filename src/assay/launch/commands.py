"""The launcher's commands."""

import sys

import click

from assay.launch import control, places
from assay.launch import up as starting
from assay.launch.record import AlreadyRuns, load


@click.command()
@click.option("--detach", is_flag=True, help="Return when ready; `assay down` stops it.")
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    envvar="ASSAY_PORT",
    help="Port of the product (default: 8000 or the next free one).",
)
@click.option("--reload", "reloads", is_flag=True, help="Start web and worker again when the source changes.")
def up(*, detach: bool, port: int | None, reloads: bool) -> None:
    """Start everything on this machine: servers, tables, demo data, web, worker, mail catcher."""
    place = places.here()
    if detach:
        options = (*(("--port", str(port)) if port else ()), *(("--reload",) if reloads else ()))
        control.detach(place, options)
        return
    try:
        starting.up(place, starting.Wish(port=port, reloads=reloads))
    except AlreadyRuns as trouble:
        raise AlreadyRuns(f"{trouble} It answers at {load(place).address or 'no address yet'}.") from trouble


@click.command()
def down() -> None:
    """Stop what `assay up` started, in order."""
    control.down(places.here())


@click.command()
def status() -> None:
    """Show every part and its state; status 0 when all are ready, 3 when not."""
    sys.exit(0 if control.status(places.here()) else 3)


@click.command()
@click.argument("name", required=False)
@click.option("-n", "--lines", default=20, show_default=True, help="Lines of each log.")
def logs(name: str | None, *, lines: int) -> None:
    """Show the end of one log, or of all."""
    control.logs(places.here(), name, lines=lines)
