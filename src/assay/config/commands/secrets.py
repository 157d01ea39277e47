"""`assay secrets`: which there are, how old they are, and putting the first version of one where it belongs."""

import os
import sys
from datetime import datetime
from typing import Final

import click

from assay.config.env import read_provision
from assay.config.vault import source
from assay.config.vault.kinds import ValueWanted
from assay.config.vault.table import NAMES, SECRETS, Listed, find
from assay.config.vault.values import checked
from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import Document, Phase, first
from assay.kernel.vault.faults import VaultFault
from assay.kernel.vault.provider import Provider
from assay.launch.trouble import Trouble

_LINE: Final = "{:<24} {:<8} {:<9} {:>9}  {}"
_MADE_HERE: Final = ("secret-key", "master-keys", "index-keys", "audit-signing-key", "metrics-token")


@click.group(invoke_without_command=True)
@click.pass_context
def secrets(context: click.Context) -> None:
    """List the secrets: versions, age, what is due. Values are never shown."""
    if context.invoked_subcommand is not None:
        return
    keeper = _keeper()
    click.echo(_LINE.format("secret", "versions", "state", "age", "due"))
    try:
        for listed in SECRETS:
            click.echo(_line(listed, keeper.fetch([listed.name]).get(listed.name)))
    except VaultFault as error:
        raise Trouble(str(error)) from None


@secrets.command()
@click.argument("name", type=click.Choice(NAMES))
@click.option("--generate", is_flag=True, help="Make a random one instead of reading it from standard input.")
def put(*, name: str, generate: bool) -> None:
    """Store the first version of a secret, read from standard input; there must be none yet."""
    listed, keeper = find(name), _keeper()
    if listed is None:
        raise Trouble(f"There is no secret called {name}.")
    value = _made(listed) if generate else checked(listed, sys.stdin.read())
    try:
        keeper.store(name, first(value, at=clock.now()))
    except VaultFault as error:
        raise Trouble(f"{error}. A secret that is there already is changed by: assay rotate {name}") from None
    click.echo(f"{keeper.where(name)} holds it now.")


def _keeper() -> Provider:
    """Ask whoever the variables name; a product whose secrets are not complete yet cannot be loaded."""
    return source.keeper_of(read_provision(os.environ), os.environ)


def _made(listed: Listed) -> Secret:
    if listed.name not in _MADE_HERE:
        raise Trouble(f"{listed.name} is not random: bring it on standard input.")
    before = first(Secret("0:"), at=None)
    try:
        return listed.kind.fresh(before)
    except ValueWanted as error:
        raise Trouble(str(error)) from None


def _line(listed: Listed, document: Document | None) -> str:
    if document is None:
        return _LINE.format(listed.name, "none", "", "", "missing" if listed.is_needed else "not used")
    versions = ", ".join(str(version.number) for version in document.accepted)
    return _LINE.format(listed.name, versions, document.phase, _age(document.used.made), _due(listed, document))


def _age(made: datetime | None) -> str:
    return "unknown" if made is None else f"{(clock.now() - made).days} d"


def _due(listed: Listed, document: Document) -> str:
    if document.phase is Phase.OFFERED:
        return "a change was stopped: run assay rotate again"
    if document.phase is Phase.SWITCHED and document.since is not None:
        until = document.since + listed.overlap
        return f"the former version is accepted until {until:%Y-%m-%d}" + (", close it" if until <= clock.now() else "")
    if document.used.made is None:
        return "its keeper does not say when it was made"
    until = document.used.made + listed.max_age
    return f"{until:%Y-%m-%d}" + (", OVERDUE" if until <= clock.now() else "")
