"""The libraries: 34 assumptions, 28 tests, and the table of biases of product-core 5.5 and 5.7."""

import pytest

from assay.engine.library import EVIDENCE_TYPES, RECRUITMENT, TEMPLATES, Group, Measure
from assay.engine.types import EvidenceClass, Family, Recruitment

# Each row: class, (mu, tau) by template, days, least number of answers.
_TABLE: dict[str, tuple[str, dict[str, tuple[float, float]], int, int]] = {
    "X01": ("says", dict.fromkeys(("D1", "D2", "D3", "A1"), (0.2, 0.35)), 10, 8),
    "X02": ("says", dict.fromkeys(("D6", "D7"), (1.2, 0.7)), 7, 30),
    "X03": ("says", {"V1": (0.19, 0.25), "D7": (0.9, 0.6)}, 7, 30),
    "X04": ("says", dict.fromkeys(("D7", "V9"), (0.9, 0.6)), 7, 30),
    "X05": ("research", {"D1": (0, 0.8), "D4": (0, 0.8), "A5": (0, 0.3)}, 1, 1),
    "X06": ("research", dict.fromkeys(("V1", "D3"), (0, 0.3)), 1, 3),
    "X08": ("does", dict.fromkeys(("V3", "V4"), (0.1, 0.4)), 5, 50),
    "X09": ("does", {"D5": (0.1, 0.3), "D6": (1.6, 0.7)}, 7, 100),
    "X10": ("does", dict.fromkeys(("D6", "D7"), (0.8, 0.5)), 7, 100),
    "X11": ("pays", dict.fromkeys(("D6", "D7", "V1"), (0.3, 0.3)), 10, 100),
    "X12": ("pays", dict.fromkeys(("D6", "D7", "V1"), (0, 0.15)), 10, 100),
    "X13": ("says", {"D6": (1.0, 0.6)}, 21, 3),
    "X14": ("pays", dict.fromkeys(("D6", "D8", "V1", "V8", "V10"), (0, 0.2)), 45, 2),
    "X15": ("pays", dict.fromkeys(("D8", "V2", "V10", "F6"), (0, 0.2)), 21, 3),
    "X16": ("does", dict.fromkeys(("D8", "F5"), (0.1, 0.25)), 21, 5),
    "X17": ("pays", dict.fromkeys(("D6", "D4"), (0.1, 0.3)), 45, 100),
    "X18": ("does", dict.fromkeys(("V4", "D4", "D5"), (0, 0.2)), 14, 60),
    "X19": ("pays", dict.fromkeys(("V3", "D6"), (0, 0.2)), 10, 150),
    "X23": ("says", {"D9": (0, 0.2)}, 7, 30),
    "X24": ("pays", {"D8": (0, 0.15)}, 60, 20),
    "X25": ("does", {"A4": (0.2, 0.3)}, 7, 20),
    "X26": ("technical", dict.fromkeys(("F1", "A6", "V10"), (0, 0.2)), 14, 2),
    "X27": ("technical", dict.fromkeys(("V2", "F6"), (0, 0.15)), 7, 5),
    "X28": ("does", {"D10": (0, 0.3)}, 14, 20),
}
# Each row: cap and cap of an official answer, by gate.
_LIKELIHOOD_RATIOS: dict[str, dict[str, tuple[float, float]]] = {
    "X07": dict.fromkeys(("F3", "F4", "A2", "A3", "A7"), (5, 30)),
    "X20": dict.fromkeys(("F2", "F7"), (20, 20)),
    "X21": {"F3": (5, 5)},
    "X22": dict.fromkeys(("F4", "A2", "F7"), (30, 30)),
}


def test_there_are_34_assumptions_and_28_tests_under_their_own_ids() -> None:
    assert (34, 28) == (len(TEMPLATES), len(EVIDENCE_TYPES))
    assert all(key == template.id for key, template in TEMPLATES.items())
    assert [f"X{i:02}" for i in range(1, 29)] == list(EVIDENCE_TYPES)
    assert {Group.DESIRABILITY: 10, Group.VIABILITY: 10, Group.FEASIBILITY: 7, Group.ADAPTABILITY: 7} == {
        group: sum(template.group is group for template in TEMPLATES.values()) for group in Group
    }


def test_families_are_those_of_the_specification() -> None:
    gates = {t.id for t in TEMPLATES.values() if t.family is Family.GATE}
    rates = {t.id for t in TEMPLATES.values() if t.family is Family.RATE}
    counts = {t.id for t in TEMPLATES.values() if t.family is Family.COUNT}
    assert {"F2", "F3", "F4", "F7", "A2", "A3", "A7"} == gates
    assert {"D1", "D2", "D5", "D6", "D7", "D8", "D9", "D10", "V2", "F5", "A1", "A4"} == rates
    assert {"D4", "V4"} == counts


def test_what_a_record_needs_follows_from_the_family() -> None:
    assert Measure.PROPORTION is TEMPLATES["D6"].measure
    assert Measure.MEAN is TEMPLATES["V2"].measure
    assert Measure.MEAN is TEMPLATES["V1"].measure
    assert Measure.COUNT is TEMPLATES["V4"].measure
    assert Measure.HOLDS is TEMPLATES["F4"].measure


def test_every_assumption_and_test_explains_itself_to_a_founder() -> None:
    for template in TEMPLATES.values():
        assert template.question.endswith("?")
        assert len(template.explains) > 30
        assert len(template.label) <= 48
    for kind in EVIDENCE_TYPES.values():
        assert kind.how.endswith(".")
        assert 40 < len(kind.how) < 160
        assert kind.hours > 0
        assert 0 <= kind.cash_low <= kind.cash_high


@pytest.mark.parametrize("kind", _TABLE)
def test_biases_classes_and_sizes_equal_the_table(kind: str) -> None:
    evidence_class, biases, days, least = _TABLE[kind]
    found = EVIDENCE_TYPES[kind]
    assert EvidenceClass(evidence_class) is found.evidence_class
    assert biases == {entry.template: (entry.mu, entry.tau) for entry in found.informs}
    assert (days, least) == (found.days, found.min_n)


@pytest.mark.parametrize("kind", _LIKELIHOOD_RATIOS)
def test_likelihood_ratio_caps_equal_the_table(kind: str) -> None:
    found = {
        entry.template: (entry.lr_cap, entry.lr_cap_official)
        for entry in EVIDENCE_TYPES[kind].informs
        if TEMPLATES[entry.template].family is Family.GATE
    }
    assert _LIKELIHOOD_RATIOS[kind] == found


def test_gates_carry_ratios_and_everything_else_carries_a_spread() -> None:
    for kind in EVIDENCE_TYPES.values():
        for entry in kind.informs:
            is_gate = TEMPLATES[entry.template].family is Family.GATE
            assert (entry.lr_cap > 1, entry.tau > 0) == (is_gate, not is_gate)


def test_every_assumption_but_the_slow_ones_can_be_tested() -> None:
    """How long the start takes (V5) shows only in running it."""
    tested = {entry.template for kind in EVIDENCE_TYPES.values() for entry in kind.informs}
    assert {"V5"} == set(TEMPLATES) - tested


def test_warmer_people_flatter_more() -> None:
    assert [(0, 0), (0.2, 0.2), (0.3, 0.3), (0.9, 0.6)] == [
        (RECRUITMENT[each].mu, RECRUITMENT[each].tau) for each in Recruitment
    ]
