"""The stand-in for OSV, running, with the product told where it is; and what is planted in it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.test import override_settings

from assay.modules.supply.models import Weakness
from assay.sandbox.osv.records import Records
from assay.sandbox.osv.server import server

WORST: Final = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
CVE: Final = "CVE-2031-0001"


@contextmanager
def weakness_list(folder: Path) -> Iterator[Records]:
    """Serve a list within the block; what is put into it is known against us."""
    records = Records(folder)
    with server(records, port=0) as http, override_settings(OSV_URL=f"http://127.0.0.1:{http.server_port}"):
        serving = threading.Thread(target=http.serve_forever, args=(0.02,))
        serving.start()
        try:
            yield records
        finally:
            http.shutdown()
            serving.join()


def against(name: str, at: str, /, *, ecosystem: str = "PyPI", **said: Any) -> dict[str, Any]:
    """A record about one version of a package."""
    events = [{"introduced": "0"}, {"fixed": "999.1"}]
    affected = {
        "package": {"ecosystem": ecosystem, "name": name},
        "versions": [at],
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    usual = {"id": "GHSA-planted", "aliases": [CVE], "summary": "Anybody may do anything.", "affected": [affected]}
    return usual | {"severity": [{"type": "CVSS_V3", "score": WORST}]} | said


def djangos(**said: Any) -> dict[str, Any]:
    """A record about the Django that runs these tests."""
    return against("Django", version("django"), **said)


def stored() -> list[tuple[str, str, str]]:
    """The weaknesses that are known to be there now."""
    rows = Weakness.objects.filter(gone_at=None).order_by("package", "name")
    return [(row.package, row.name, row.severity) for row in rows]
