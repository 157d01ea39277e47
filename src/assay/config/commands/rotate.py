"""`assay rotate …`: what is left to do after a key was changed in the settings, while everything runs."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

import click

from assay.config.commands.ready import ready

ROTATION: Final = "assay.kernel.rotation"  # by name: it imports tables, which exist only after Django's set-up
AUDIT: Final = "assay.modules.audit.api"


@click.group()
def rotate() -> None:
    """Carry a changed key through the database. Each may be stopped and started again at any time."""


@rotate.command()
def master() -> None:
    """Wrap every data key by the first of MASTER_KEYS; afterwards the former one can be taken out."""
    ready()
    done = sum(_rotation().rewrap())
    if left := _rotation().count_former():
        raise click.ClickException(f"{done} data keys were wrapped anew, {left} are held by somebody. Run it again.")
    click.echo(f"{done} data keys were wrapped anew. The former master key is not needed any more.")


@rotate.command()
def index() -> None:
    """Hash every address under the first of INDEX_KEYS; afterwards the former one can be taken out."""
    ready()
    done = sum(_announced(_rotation().index_anew, reason="addresses are hashed under a new key"))
    click.echo(f"{done} addresses were hashed anew. The former index key is not needed any more.")


@rotate.command("data-key")
@click.option("--subject", required=True, type=click.UUID, help="The id of a person or workspace.")
def seal_anew(*, subject: UUID) -> None:
    """Seal what belongs to one person or workspace under a fresh key."""
    ready()
    with importlib.import_module(AUDIT).system_change(reason="a person's data is sealed under a new key"):
        done = _rotation().seal_anew(subject)
    click.echo(f"{done} values were sealed anew.")


def _announced(batches: Callable[[], Iterator[int]], *, reason: str) -> Iterator[int]:
    """Let each batch say why rows change: one without a fact is not committed."""
    coming = batches()
    while True:
        with importlib.import_module(AUDIT).system_change(reason=reason):
            done = next(coming, 0)
        if not done:
            return
        yield done


def _rotation() -> Any:
    return importlib.import_module(ROTATION)
