"""`assay weaknesses`: asks the list of known weaknesses for everything that runs here."""

import sys
from typing import Any

import click

from assay.config.commands.ready import door_of
from assay.launch.trouble import Trouble


@click.command()
@click.option("--last", is_flag=True, help="Ask nobody; show what the last reading left.")
def weaknesses(*, last: bool) -> None:
    """Ask now, store what is known, and show what waits for a hand; fails while something does."""
    supply = door_of("supply")
    if not last:
        _read(supply)
    reading = supply.find_last()
    if reading is None or not reading.is_complete:
        raise Trouble("The list was not read to its end, so nobody knows how things stand.")
    waiting = list(_waiting(supply))
    for card in waiting:
        part = card.part
        click.echo(f"{card.severity:<9} {part.name} {part.version}  {card.name}  {_term(card)}")
    click.echo(f"{len(waiting)} open against {reading.parts} packages, read on {reading.at:%Y-%m-%d %H:%M} UTC")
    if waiting:
        sys.exit(1)


def _read(supply: Any) -> None:
    try:
        supply.read()
    except supply.ReadingIncomplete as incomplete:
        raise Trouble(f"The list could not be read to its end: {incomplete.detail}") from incomplete


def _waiting(supply: Any) -> Any:
    cursor = None
    while True:
        page = supply.list_weaknesses(supply.Standing.OPEN, cursor=cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _term(card: Any) -> str:
    mended = f"mended in {card.fixed_in}" if card.fixed_in else "nothing mends it yet"
    return f"{mended}; due {card.due_at:%Y-%m-%d}{', overdue' if card.is_overdue else ''}"
