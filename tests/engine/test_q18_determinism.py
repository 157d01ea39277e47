"""Q18: the same idea gives the same bytes, in this process and in another."""

import hashlib
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

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
def test_the_committed_results_are_reproduced_to_ten_digits(name: str) -> None:
    """Not to the last byte: the vector units of two makers of processors differ in the last bit of some functions."""
    committed = json.loads((EXAMPLES / "results" / f"{name}.json").read_text(encoding="utf-8"))
    assert [] == [*differences(committed, json.loads(wire.dumps(validate(example(name)), digits=12)))]


def differences(expected: Any, actual: Any, place: str = "") -> Iterator[str]:
    """Where two documents differ; numbers may do so by a ten-billionth of their size."""
    if isinstance(expected, dict) and isinstance(actual, dict) and expected.keys() == actual.keys():
        for name, value in expected.items():
            yield from differences(value, actual[name], f"{place}/{name}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for number, value in enumerate(expected):
            yield from differences(value, actual[number], f"{place}/{number}")
    elif isinstance(expected, float) and isinstance(actual, int | float):
        if not math.isclose(expected, actual, rel_tol=1e-10, abs_tol=1e-12):
            yield f"{place}: {expected} {actual}"
    elif expected != actual:
        yield f"{place}: {expected} {actual}"


def test_numbers_are_rounded_already_so_that_every_writer_agrees() -> None:
    result = validate(example("local"), draws=1024)
    assert wire.dumps(result) == wire.dumps(result, digits=12)
