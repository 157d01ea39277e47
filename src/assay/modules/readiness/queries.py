"""Reads: the register, and what looking at all of it shows."""

import tomllib
from pathlib import Path
from typing import Final

from assay.kernel import wire
from assay.modules.readiness import policy, providers
from assay.modules.readiness.conf import Place
from assay.modules.readiness.errors import RegistryWrong
from assay.modules.readiness.providers import breaks
from assay.modules.readiness.types import Assessment, Evidence, Floor, Kind, Registry, Report

HOME: Final = Path(__file__).resolve().parent
FLOOR: Final = HOME / "floor.json"


def assessment() -> Assessment:
    """Every item that has to be true, by section and group."""
    return wire.loads(Assessment, (HOME / "assessment.json").read_bytes())


def register(file: Path = HOME / "evidence.toml") -> tuple[Evidence, ...]:
    """All registered evidence, in the order it is written. Raises kernel.wire.WireInvalid."""
    return wire.load(Registry, tomllib.loads(file.read_text(encoding="utf-8"))).evidence


def floor() -> Floor:
    """The items that have to be proven."""
    return wire.loads(Floor, FLOOR.read_bytes())


def assess(place: Place, *, evidence: tuple[Evidence, ...] | None = None, held: Floor | None = None) -> Report:
    """Look at all evidence and judge every item.

    ``evidence`` and ``held`` stand in for the committed register and floor. Raises RegistryWrong when they name items
    that do not exist.
    """
    known, proofs = assessment(), register() if evidence is None else evidence
    lowest = floor() if held is None else held
    wrong = policy.contradictions(known, proofs, lowest)
    if wrong:
        raise RegistryWrong("; ".join(wrong))
    provers = providers.current(place)
    findings = {each.id: policy.worst([provers[each.kind](target, each) for target in each.run]) for each in proofs}
    judged = policy.report(known, evidence=proofs, findings=findings, floor=lowest, at=place.now)
    return policy.with_breaks(judged, breaks.by_item(place))


def tests_named() -> tuple[str, ...]:
    """Every test that some evidence rests on."""
    return tuple(sorted({test for each in register() if each.kind is Kind.TEST for test in each.run}))
