"""`assay rotate …`: change a secret while everything runs; or only carry through what was changed by hand."""

import importlib
from typing import Any, Final
from uuid import UUID

import click
from django.utils.module_loading import import_string

from assay.config.commands.ready import ready
from assay.config.vault.kinds import Given, GivenKeys
from assay.config.vault.table import SECRETS, Listed
from assay.config.vault.values import checked
from assay.launch.trouble import Trouble

ROTATION: Final = "assay.kernel.rotation"  # by name: it imports tables, which exist only after Django's set-up
AUDIT: Final = "assay.modules.audit.api"
_NOW = click.option("--now", is_flag=True, help="Close the former version without waiting for its overlap.")
_DRY = click.option("--dry-run", is_flag=True, help="Say what would be done.")
_FINISH = click.option("--finish", is_flag=True, help="Begin nothing; end a change that was begun.")


@click.group()
def rotate() -> None:
    """Change a secret while everything runs. Each may be stopped and started again at any time."""


@rotate.command()
def master() -> None:
    """Wrap every data key by the first of MASTER_KEYS (after they were changed by hand)."""
    ready()
    done = sum(_rotation().rewrap())
    if left := _rotation().count_former():
        raise click.ClickException(f"{done} data keys were wrapped anew, {left} are held by somebody. Run it again.")
    click.echo(f"{done} data keys were wrapped anew. The former master key is not needed any more.")


@rotate.command()
def index() -> None:
    """Hash every address under the first of INDEX_KEYS (after they were changed by hand)."""
    ready()
    announced = import_string("assay.config.vault.outside.announced")
    done = sum(announced(_rotation().index_anew, reason="addresses are hashed under a new key"))
    click.echo(f"{done} addresses were hashed anew. The former index key is not needed any more.")


@rotate.command("data-key")
@click.option("--subject", required=True, type=click.UUID, help="The id of a person or workspace.")
def seal_anew(*, subject: UUID) -> None:
    """Seal what belongs to one person or workspace under a fresh key."""
    ready()
    with importlib.import_module(AUDIT).system_change(reason="a person's data is sealed under a new key"):
        done = _rotation().seal_anew(subject)
    click.echo(f"{done} values were sealed anew.")


@rotate.command("all")
@_NOW
@_DRY
@_FINISH
def every(*, now: bool, dry_run: bool, finish: bool) -> None:
    """Change every secret that can be made here, one after the other; end what was begun."""
    ready()
    for listed in _kept():
        is_given = type(listed.kind) in {Given, GivenKeys}
        if is_given:
            click.echo(f"{listed.name}: {listed.change}. Left as it is.")
        if not is_given or listed.overlap:  # then a former one may wait to be closed
            _change(listed, now=now, dry_run=dry_run, only_finish=finish or is_given)


@rotate.command()
@_DRY
def due(*, dry_run: bool) -> None:
    """Change what has become too old, and close former versions whose overlap is over: for a nightly timer."""
    ready()
    missed = []
    for listed in _kept():
        try:
            _change(
                listed, only_finish=not import_string("assay.config.vault.changing.is_old")(listed), dry_run=dry_run
            )
        except Trouble as trouble:
            missed.append(f"{listed.name}: {trouble}")
    if missed:
        raise Trouble("\n".join(missed))


def _one(listed: Listed) -> click.Command:
    @click.command(listed.name, help=f"The secret that {listed.about}.")
    @_NOW
    @_DRY
    @_FINISH
    @click.option("--value-from", type=click.File("r"), help="A file with the new value, - for standard input.")
    def command(*, now: bool, dry_run: bool, finish: bool, value_from: Any) -> None:
        ready()
        value = checked(listed, value_from.read()) if value_from else None
        _change(listed, now=now, dry_run=dry_run, only_finish=finish, value=value)

    return command


for one in SECRETS:
    rotate.add_command(_one(one))


def _change(listed: Listed, *, now: bool = False, dry_run: bool = False, **wish: Any) -> None:
    changing = importlib.import_module("assay.config.vault.changing")
    if dry_run:
        for number, step in enumerate(changing.plan(listed), start=1):
            click.echo(f"{listed.name} {number}. {step}")
        return
    changing.change(listed, changing.Wish(is_now=now, **wish), say=click.echo)


def _kept() -> list[Listed]:
    """The secrets that are there at all."""
    found = import_string("assay.config.vault.source.keeper")().fetch([one.name for one in SECRETS])
    return [one for one in SECRETS if one.name in found]


def _rotation() -> Any:
    return importlib.import_module(ROTATION)
