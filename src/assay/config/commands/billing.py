"""`assay billing …`: what operators do about payments."""

import click

from assay.config.commands.ready import door_of
from assay.kernel.errors import DomainError
from assay.kernel.privacy import Private
from assay.launch.trouble import Trouble


@click.group()
def billing() -> None:
    """Publish prices to the payment processor, replay its events."""


@billing.command("publish")
def publish_prices() -> None:
    """Make every price of the catalogue known to Stripe; running it again changes nothing."""
    door = door_of("billing")
    try:
        made = door.publish_prices()
    except (DomainError, door.ProcessorRefused, door.PriceUnknown) as refusal:
        raise Trouble(str(refusal)) from refusal
    click.echo("\n".join(made) or "Every price was known there already.")


@billing.command()
@click.argument("events", nargs=-1)
@click.option("--parked", is_flag=True, help="Every event that is parked, instead of naming some.")
@click.option("--reason", required=True, help="Why, in words; kept in the audit log, sealed.")
def replay(*, events: tuple[str, ...], parked: bool, reason: str) -> None:
    """Work EVENTS (evt_…) off again. That is harmless: what they are about is fetched as it is now."""
    door = door_of("billing")
    named = door.list_parked() if parked else events
    for name in named:
        try:
            door.replay(name, why=Private(reason))
        except DomainError as refusal:
            raise Trouble(f"{name}: {refusal}") from refusal
        click.echo(f"{name} is on its way.")
    if not named:
        click.echo("There is nothing to replay.")
