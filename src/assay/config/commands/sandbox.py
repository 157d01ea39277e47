"""`assay sandbox`: the stand-ins for other people's computers."""

import threading
from pathlib import Path

import click

from assay.sandbox.breaches.server import server as breach_list
from assay.sandbox.breaches.store import Store
from assay.sandbox.dns.server import serving as name_server
from assay.sandbox.dns.zone import Zone
from assay.sandbox.mail import catcher


@click.command()
@click.option("--smtp-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--page-port", required=True, type=click.IntRange(1, 65_535))
@click.option("--breach-port", required=True, type=click.IntRange(1, 65_535))
@click.option(
    "--dns-ports", required=True, nargs=2, type=click.IntRange(1, 65_535), help="For questions; for the page."
)
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="Where caught mail is kept.")
def sandbox(*, smtp_port: int, page_port: int, breach_port: int, dns_ports: tuple[int, int], folder: Path) -> None:
    """Catch mail, know a few leaked passwords and answer for the DNS; on the loopback address only."""
    with (
        breach_list(Store(folder.parent / "breaches"), port=breach_port) as listing,
        name_server(Zone(folder.parent / "dns"), port=dns_ports[0], page_port=dns_ports[1]),
    ):
        threading.Thread(target=listing.serve_forever, daemon=True).start()
        catcher.run(folder, smtp_port=smtp_port, page_port=page_port)
