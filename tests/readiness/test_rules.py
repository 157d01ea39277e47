"""How findings become standings, and standings a verdict on the floor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.modules.readiness import policy
from assay.modules.readiness.types import Expectation, Finding, Floor, Kind, Outcome, Report, Standing
from tests.readiness import make

FINDINGS = st.lists(st.sampled_from([make.HOLDS, make.FAILS, make.STALE]), min_size=1)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], Standing.OPEN),
        ([make.HOLDS], Standing.PROVEN),
        ([make.HOLDS, make.HOLDS], Standing.PROVEN),
        ([make.HOLDS, make.STALE], Standing.STALE),
        ([make.HOLDS, make.STALE, make.FAILS], Standing.FAILED),
    ],
)
def test_all_evidence_has_to_hold(findings: list[Finding], expected: Standing) -> None:
    assert expected == policy.standing(findings)


@given(FINDINGS)
def test_more_evidence_never_hides_a_failure(findings: list[Finding]) -> None:
    assert Standing.FAILED == policy.standing([*findings, make.FAILS])


@given(FINDINGS)
def test_the_worst_finding_decides(findings: list[Finding]) -> None:
    worst = policy.worst(findings)

    assert worst in findings
    assert policy.standing(findings) == policy.standing([worst])


def judged(floor: tuple[str, ...] = (), **findings: Finding) -> Report:
    """A report on three items; ``a=…`` is the finding on the evidence of item a."""
    return policy.report(
        make.assessment("a", "b", "c"),
        evidence=[make.evidence(each, proves=(each,)) for each in findings],
        findings=findings,
        floor=Floor(items=floor),
        at=make.NOON,
    )


def test_an_item_without_evidence_is_open() -> None:
    report = judged(a=make.HOLDS)

    assert [Standing.PROVEN, Standing.OPEN, Standing.OPEN] == [each.standing for each in report.items]


def test_an_item_of_the_floor_that_is_not_proven_is_lost() -> None:
    report = judged(("a", "b", "c"), a=make.HOLDS, b=make.STALE)

    assert ("b", "c") == report.lost


def test_the_floor_rises_to_what_is_proven_and_never_falls() -> None:
    raised = policy.raised(Floor(items=("c",)), judged(a=make.HOLDS, c=make.FAILS))

    assert ("a", "c") == raised.items


def test_a_register_that_contradicts_itself_is_refused() -> None:
    evidence = [
        make.evidence("one", proves=("z",)),
        make.evidence("one"),
        make.evidence("two", expect=("shape round",)),
        make.evidence("three", kind=Kind.TEST, run=("tests/a.py",)),
    ]

    wrong = policy.contradictions(make.assessment("1.1.1"), evidence, Floor(items=("y",)))

    assert (
        "one proves z, which is no item",
        "the floor names y, which is no item",
        "one is registered more than once",
        "two expects 'shape round', which cannot be read",
        "three rests on tests/a.py, which is a whole file: name the tests",
    ) == wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status 200", Expectation(part="status", name="200", value="")),
        ("header X-Frame-Options: DENY", Expectation(part="header", name="X-Frame-Options", value="DENY")),
        ("absent Server", Expectation(part="absent", name="Server", value="")),
        ("body Welcome", Expectation(part="body", name="Welcome", value="")),
        ("shape round", None),
        ("", None),
    ],
)
def test_an_expectation_is_read(text: str, expected: Expectation | None) -> None:
    assert expected == Expectation.read(text)


def test_only_holding_counts_as_proven() -> None:
    report = judged(a=make.HOLDS, b=Finding(outcome=Outcome.STALE, detail=""))

    assert ("a",) == policy.proven(report)
