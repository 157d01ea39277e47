"""`assay sandbox`: the stand-ins for other people's computers."""

import threading
from pathlib import Path

import click

from assay.sandbox.breaches.server import server as breach_list
from assay.sandbox.breaches.store import Store
from assay.sandbox.dns.server import serving as name_server
from assay.sandbox.dns.zone import Zone
from assay.sandbox.mail import catcher
from assay.sandbox.oidc.server import Provider

TENANTS = ("google", "company")


@click.command()
@click.option("--mail-ports", required=True, nargs=2, type=click.IntRange(1, 65_535), help="For SMTP; for the page.")
@click.option("--breach-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--identity-port", required=True, type=click.IntRange(1, 65_535))
@click.option(
    "--dns-ports", required=True, nargs=2, type=click.IntRange(1, 65_535), help="For questions; for the page."
)
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="Where caught mail is kept.")
def sandbox(
    *, mail_ports: tuple[int, int], breach_port: int, identity_port: int, dns_ports: tuple[int, int], folder: Path
) -> None:
    """Catch mail, know leaked passwords, answer for the DNS, say who people are; on the loopback address only."""
    with (
        breach_list(Store(folder.parent / "breaches"), port=breach_port) as listing,
        Provider(port=identity_port) as people,
        name_server(Zone(folder.parent / "dns"), port=dns_ports[0], page_port=dns_ports[1]),
    ):
        for name in TENANTS:
            people.tenant(name)
        threading.Thread(target=people.serve_forever, daemon=True).start()
        threading.Thread(target=listing.serve_forever, daemon=True).start()
        catcher.run(folder, smtp_port=mail_ports[0], page_port=mail_ports[1])
