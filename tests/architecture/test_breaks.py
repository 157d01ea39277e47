"""The register of planted breaks fits the source and the register of evidence, and leaves out nothing that is green."""

from dataclasses import replace
from pathlib import Path

from assay.modules.readiness import api
from tests.breaks import register

# About to become green: their breaks come with them. Whoever plants one takes the item off this list.
COMING = frozenset[str]()


def test_every_break_fits_the_source_and_names_evidence(root: Path) -> None:
    assert [] == register.faults(register.load(), root=root)


def test_everything_green_about_security_is_broken_at_least_once() -> None:
    green = [item for item in api.floor().items if register.is_held(item)]
    breaks = register.load()

    assert len(green) >= 40
    assert set() == {*register.unbroken(breaks, green)} - COMING
    assert COMING == {*register.unbroken(breaks, COMING)}, "it is broken by now: take it off the list"


def test_a_register_that_rotted_is_noticed(root: Path) -> None:
    sound = register.load()[0]
    elsewhere = "tests/kernel/test_values.py::test_money"
    rotten = {
        "its text stands 0 times": replace(sound, before="a text that is gone"),
        "times in src/assay/kernel/clock.py": replace(sound, file="src/assay/kernel/clock.py", before="datetime"),
        "there is no": replace(sound, file="src/assay/nowhere.py"),
        "changes nothing": replace(sound, after=sound.before),
        "breaks a test": replace(sound, file="tests/conftest.py"),
        f"{elsewhere} is no evidence of": replace(sound, red=(elsewhere,)),
        "is no evidence of 1.4.4": replace(sound, items=("1.4.4",)),
    }
    for said, one in rotten.items():
        assert any(said in fault for fault in register.faults([one], root=root)), said
    assert any("planted twice" in fault for fault in register.faults([sound, sound], root=root))
