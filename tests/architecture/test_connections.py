"""Every variable that holds an address of somebody else stands in the list of connections (ASVS V13.1.1)."""

import re
from dataclasses import fields
from pathlib import Path

from assay.config.env.whole import Env

LIST = "docs/compliance/connections.md"
ADDRESSES = re.compile(r"_(url|address|origins|private|witness|region|server|servers|endpoint|issuer)$")


def test_no_address_is_missing_in_the_list(root: Path) -> None:
    text = (root / LIST).read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"`([A-Z_]+)`", text)}
    known = {field.name for field in fields(Env)}

    assert {name for name in known if ADDRESSES.search(name)} - named == set()
    assert named - known - {"web"} == set(), "named here, but no variable"
