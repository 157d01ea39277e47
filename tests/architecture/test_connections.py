"""Every variable that holds an address of somebody else stands in the list of connections (ASVS V13.1.1).

And every file that could open a line stands here (V13.2.5).
"""

import re
from dataclasses import fields
from pathlib import Path

from assay.config.env.whole import Env

LIST = "docs/compliance/connections.md"
IMPORTED = re.compile(
    r"^\s*(?:import|from) (?:aiohttp|asyncio|botocore|dns|ftplib|http\.client|httpx|hvac|imaplib|poplib|psycopg"
    r"|psycopg_pool|redis|requests|smtplib|socket|socketserver|stripe|telnetlib|urllib\.request|urllib3|xmlrpc)\b",
    re.MULTILINE,
)
OPENED_BY = {
    "the database, by its address in the settings": {
        "kernel/db.py", "kernel/grants.py", "kernel/sealing.py", "kernel/tenancy.py", "kernel/vault/listening.py",
    },
    "the cache, by its address in the settings": {
        "kernel/cache.py", "kernel/gcra.py", "modules/identity/services/tally.py",
    },
    "both and the mail service, when their passwords are changed": {"config/vault/outside.py"},
    "the mail service, by its address in the settings": {"modules/comms/providers/smtp.py"},
    "the keepers of secrets": {"kernel/vault/aws.py", "kernel/vault/openbao.py"},
    "name servers": {"modules/directory/providers/names.py"},
    "listed places, over HTTP": {"kernel/http.py"},
    "the payment processor, by a session of kernel.http": {
        "modules/billing/providers/line.py", "modules/billing/providers/processor.py",
        "modules/billing/providers/signatures.py",
    },
    "the running product, at an operator's word": {"modules/readiness/providers/probes.py"},
    "nobody: threads and signals of a process": {"kernel/recycling.py", "kernel/worker.py"},
}  # fmt: skip
ADDRESSES = re.compile(r"_(url|address|origins|private|witness|region|server|servers|endpoint|issuer)$")


def test_no_address_is_missing_in_the_list(root: Path) -> None:
    text = (root / LIST).read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"`([A-Z_]+)`", text)}
    known = {field.name for field in fields(Env)}

    assert {name for name in known if ADDRESSES.search(name)} - named == set()
    assert named - known - {"web"} == set(), "named here, but no variable"


def test_nothing_else_opens_a_line(root: Path) -> None:
    """The launcher and the sandbox are no part of what serves; they speak with this machine."""
    package = root / "src" / "assay"
    files = (file for part in ("config", "kernel", "modules", "web") for file in (package / part).rglob("*.py"))
    found = {
        str(file.relative_to(package))
        for file in files
        if "node_modules" not in file.parts and IMPORTED.search(file.read_text(encoding="utf-8"))
    }

    assert set().union(*OPENED_BY.values()) == found
