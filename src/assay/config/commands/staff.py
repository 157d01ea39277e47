"""`assay staff …`: who works for us. There is no page for this, so nobody becomes staff over the web."""

from typing import Any
from uuid import UUID

import click

from assay.config.commands.ready import door_of
from assay.kernel.errors import DomainError
from assay.kernel.privacy import Email, Private
from assay.launch.trouble import Trouble

REASON = click.option("--reason", required=True, help="Why, in words; kept in the audit log, sealed.")


@click.group()
def staff() -> None:
    """Give and take the duties of people who work for the service."""


@staff.command()
@click.argument("address")
@click.option("--role", required=True, type=click.Choice(["support", "staff"]), help="What they may (docs/operate).")
@REASON
def grant(*, address: str, role: str, reason: str) -> None:
    """Let the account with this ADDRESS work for us. It has to set up a strong second factor before any page opens."""
    door = door_of("identity")
    person_id = _person(door, address)
    _carry_out(lambda: door.give_duty(person_id, duty=door.Duty(role), why=Private(reason)))
    click.echo(f"{person_id} has the duty {role} now. Every session of theirs has ended.")
    if not next(card.has_factor for card in door.list_staff() if card.person_id == person_id):
        click.echo("They have no passkey and no authenticator app yet, and see nothing of staff until they have one.")


@staff.command()
@click.argument("address")
@REASON
def withdraw(*, address: str, reason: str) -> None:
    """Take the duty of the account with this ADDRESS away, at once."""
    door = door_of("identity")
    person_id = _person(door, address)
    _carry_out(lambda: door.withdraw_duty(person_id, why=Private(reason)))
    click.echo(f"{person_id} has no duty any more. Every session of theirs has ended.")


@staff.command("list")
def list_staff() -> None:
    """Show who works for us, with masked addresses, and who still has to set up a second factor."""
    for card in door_of("identity").list_staff():
        factor = "strong factor" if card.has_factor else "NO strong factor"
        click.echo(f"{card.person_id}  {card.duty.value or 'none':<8} {card.email.masked():<20} {factor}")


def _person(door: Any, address: str) -> UUID:
    found: UUID | None = door.find_by_address(Email(address))
    if found is None:
        raise Trouble("Nobody has an account with this address.")
    return found


def _carry_out(act: Any) -> None:
    try:
        act()
    except DomainError as refusal:
        raise Trouble(str(refusal)) from refusal
