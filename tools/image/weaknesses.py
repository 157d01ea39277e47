"""What is known against the packages of the image, asked as the running service asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from django.test import override_settings

from assay.modules.supply.api import Inventory, current, known
from assay.sandbox.osv.records import Records
from assay.sandbox.osv.server import server
from tools.image.engine import Incomplete

PLANTED = "DEBIAN-CVE-planted"


def against(found: Inventory, *, address: str) -> Iterator[str]:
    """One line for each, from the list at the address. Raises ReadingIncomplete when it is not read whole."""
    with override_settings(OSV_URL=address.rstrip("/")):
        answer = current().ask(found.parts)
    for each in known(found, answer=answer):
        mended = ", ".join(each.fixed_in) or "nothing yet"
        yield f"{each.part.name} {each.part.version} has {each.name} ({each.severity}); mended in {mended}"


def reaches_all(found: Inventory) -> None:
    """Plant a weakness of every package in a stand-in: each has to be found. Raises Incomplete for one that is not.

    So it is shown on each build that no package of the image escapes the question, wherever the real list is.
    """
    with stand_in() as (records, address):
        for number, part in enumerate(found.parts):
            package = {"ecosystem": part.ecosystem, "name": part.name}
            affected = [{"package": package, "versions": [part.version]}]
            records.put({"id": f"{PLANTED}-{number}", "affected": affected})
        told = list(against(found, address=address))
    missed = [
        part.name for part in found.parts if not any(line.startswith(f"{part.name} {part.version} ") for line in told)
    ]
    if missed or not found.parts:
        raise Incomplete(f"not asked for: {', '.join(missed) or 'anything'}")


@contextmanager
def stand_in() -> Iterator[tuple[Records, str]]:
    """A list that knows nothing yet, and its address."""
    with TemporaryDirectory() as folder:
        records = Records(Path(folder))
        with server(records, port=0) as http:
            serving = Thread(target=http.serve_forever, args=(0.02,), daemon=True)
            serving.start()
            try:
                yield records, f"http://127.0.0.1:{http.server_port}"
            finally:
                http.shutdown()
                serving.join()
