"""Ask assertions on production's settings, as `assay readiness` does: ``python -m tests.breaks.asserting NAME…``.

Writes ``{name: fault or ""}``. Production as it is documented, whatever this process was started with.
"""

import json
import os
import sys
from dataclasses import fields

import django

from assay.config.commands import readiness
from assay.config.env import Env
from assay.modules.readiness.providers import configuration
from assay.modules.readiness.types import Evidence, Kind, Outcome


def main(names: list[str]) -> int:
    for spec in fields(Env):
        os.environ.pop(spec.name.upper(), None)
    readiness._stand_in_production()
    django.setup()
    asked = Evidence(id="asked", kind=Kind.CONFIGURATION, title="Asked", owner="engineering", proves=("x",), run=("x",))
    found = {name: configuration.prove(name, asked) for name in names}
    told = {name: "" if finding.outcome is Outcome.HOLDS else finding.detail for name, finding in found.items()}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
