"""Q18: the same idea gives the same bytes, in this process and in another."""

import hashlib
import json
import subprocess
import sys

import pytest

from assay.engine.validate import validate
from assay.kernel import wire
from tests.engine.ideas import EXAMPLES, NAMES, example

PROGRAM = """
import hashlib, json, sys
from assay.engine.inputs import IdeaInput
from assay.engine.validate import validate
from assay.kernel import wire
idea = wire.load(IdeaInput, json.loads(open(sys.argv[1]).read()))
print(hashlib.sha256(wire.dumps(validate(idea, draws=4096), digits=12)).hexdigest())
"""


@pytest.mark.parametrize("name", ["services", "content"])
def test_another_process_gives_the_same_bytes(name: str) -> None:
    here = hashlib.sha256(wire.dumps(validate(example(name), draws=4096), digits=12)).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(EXAMPLES / f"{name}.json")], capture_output=True, text=True, check=True
    )
    assert here == there.stdout.strip()


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_results_are_reproduced_byte_for_byte(name: str) -> None:
    text = json.dumps(wire.dump(validate(example(name)), digits=12), indent=2, sort_keys=True, ensure_ascii=False)
    assert (EXAMPLES / "results" / f"{name}.json").read_text(encoding="utf-8") == text + "\n"


def test_numbers_are_rounded_already_so_that_every_writer_agrees() -> None:
    result = validate(example("local"), draws=1024)
    assert wire.dumps(result) == wire.dumps(result, digits=12)
