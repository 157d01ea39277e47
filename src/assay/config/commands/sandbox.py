"""`assay sandbox`: the stand-ins for other people's computers."""

import threading
from pathlib import Path

import click

from assay.launch import stack as play
from assay.modules.billing.policy.catalogue import offered
from assay.sandbox.breaches.server import server as breach_list
from assay.sandbox.breaches.store import Store
from assay.sandbox.dns.server import serving as name_server
from assay.sandbox.dns.zone import Zone
from assay.sandbox.mail import catcher
from assay.sandbox.oidc.server import Provider
from assay.sandbox.osv.records import Records
from assay.sandbox.osv.server import server as weakness_list
from assay.sandbox.stripe.delivery import Delivery
from assay.sandbox.stripe.server import Server as Processor
from assay.sandbox.stripe.world import World

TENANTS = ("google", "company")


def stock(money: World) -> None:
    """Let the stand-in sell what the product has in its catalogue."""
    for price in offered():
        if not money.every("price", lookup_key=price.key):
            product = money.make("product", name=f"Assay {price.plan.title()}", active=True)
            money.make(
                "price",
                product=product["id"],
                lookup_key=price.key,
                unit_amount=price.amount.minor,
                currency=price.amount.currency.lower(),
                recurring={"interval": price.interval.value, "interval_count": 1},
                type="recurring",
                active=True,
            )


@click.command()
@click.option("--mail-ports", required=True, nargs=2, type=click.IntRange(1, 65_535), help="For SMTP; for the page.")
@click.option("--breach-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--weakness-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--identity-port", required=True, type=click.IntRange(1, 65_535))
@click.option(
    "--dns-ports", required=True, nargs=2, type=click.IntRange(1, 65_535), help="For questions; for the page."
)
@click.option(
    "--pay-ports", required=True, nargs=2, type=click.IntRange(1, 65_535), help="For payments; the product's own."
)
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="Where caught mail is kept.")
def sandbox(
    *,
    mail_ports: tuple[int, int],
    dns_ports: tuple[int, int],
    pay_ports: tuple[int, int],
    folder: Path,
    **ports: int,
) -> None:
    """Catch mail, know leaks and weaknesses, answer for the DNS, say who people are, take play money; loopback only."""
    money = World(key=play.KEY, webhook_secrets=(play.SIGNING,), file=folder.parent / "stripe" / "world.json")
    stock(money)
    with (
        breach_list(Store(folder.parent / "breaches"), port=ports["breach_port"]) as listing,
        weakness_list(Records(folder.parent / "osv"), port=ports["weakness_port"]) as known,
        Provider(port=ports["identity_port"]) as people,
        name_server(Zone(folder.parent / "dns"), port=dns_ports[0], page_port=dns_ports[1]),
    ):
        for name in TENANTS:
            people.tenant(name)
        threading.Thread(target=Processor(money, port=pay_ports[0]).serve_forever, daemon=True).start()
        Delivery(money, f"http://127.0.0.1:{pay_ports[1]}/webhooks/stripe").start()
        threading.Thread(target=people.serve_forever, daemon=True).start()
        threading.Thread(target=listing.serve_forever, daemon=True).start()
        threading.Thread(target=known.serve_forever, daemon=True).start()
        catcher.run(folder, smtp_port=mail_ports[0], page_port=mail_ports[1])
