"""Commands: run the tests that prove something, raise the floor."""

import json
from pathlib import Path

from assay.modules.readiness import policy, queries
from assay.modules.readiness.conf import Place
from assay.modules.readiness.providers import outcomes
from assay.modules.readiness.types import Floor, Report


def run_tests(place: Place) -> bool:
    """Run every test that some evidence rests on; true when all passed. They take as long as they take."""
    return outcomes.run(queries.tests_named(), place) == 0


def raise_floor(judged: Report, *, file: Path = queries.FLOOR) -> Floor:
    """Write the proven items into the floor; none ever leaves it. Returns the floor that holds from now on."""
    raised = policy.raised(queries.floor(), judged)
    file.write_text(json.dumps({"items": raised.items}, indent=2) + "\n", encoding="utf-8")
    return raised
