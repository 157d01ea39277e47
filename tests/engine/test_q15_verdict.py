"""Q15: no evidence never commits, and each rule of the verdict in its order (what a record moves: Q04)."""

from dataclasses import replace

import pytest

from assay.engine.account.wording import headline, reason
from assay.engine.bars import Bar, Basis
from assay.engine.beliefs import Prior, beta
from assay.engine.frame import APPETITES
from assay.engine.inputs import Choice, Default, Goal
from assay.engine.posterior import update
from assay.engine.result import Decision, Verdict
from assay.engine.types import Archetype, EvidenceClass, Range, Record, Risk
from assay.engine.validate import validate
from assay.engine.variants import Variant, better, one_fails
from assay.engine.verdict import Case, Code, Standing, leaning, rule, ruled
from tests.engine.ideas import FRAME, NAMES, bare, example, paid, result

FINE = Standing(p_goal=0.8, p_loss=0.02, worth=9000.0, best_net=-50.0, lowest_gate=0.95)
CASE = Case(
    frame=FRAME,
    is_gate_shut=False,
    has_act=True,
    driver_evidence=0.8,
    can_test=True,
    has_better_variant=False,
    has_one_failing=False,
    record_count=4,
)


@pytest.mark.parametrize("archetype", list(Archetype))
@pytest.mark.parametrize("goal", [300.0, 1500.0, 6000.0])
def test_without_evidence_the_verdict_is_test_or_stop(archetype: Archetype, goal: float) -> None:
    founder = replace(bare().founder, goal=Goal(profit=goal, month=24))
    found = validate(bare(archetype, founder=founder), draws=1024)
    assert found.verdict.name in {Verdict.TEST, Verdict.STOP}


def test_words_alone_never_commit() -> None:
    rosy = replace(
        example("services"),
        evidence=tuple(
            replace(row, type="X01" if row.template == "D1" else row.type)
            for row in example("services").evidence
            if row.template not in {"D6", "D8"}
        ),
    )
    assert validate(rosy, draws=1024).verdict.name is not Verdict.COMMIT


def test_the_worked_ideas_show_more_than_one_verdict() -> None:
    verdicts = {name: result(name).verdict.name for name in NAMES}
    assert Verdict.COMMIT is verdicts["services"]
    assert {Verdict.COMMIT, Verdict.TEST, Verdict.STOP} <= set(verdicts.values())


def test_everything_met_commits() -> None:
    assert (Verdict.COMMIT, (Code.ALL_MET,)) == (rule(FINE, CASE).verdict, rule(FINE, CASE).codes)


def test_a_shut_gate_stops_whatever_else_is_true() -> None:
    found = rule(replace(FINE, best_net=1e6), replace(CASE, is_gate_shut=True))
    assert (Verdict.STOP, (Code.GATE_SHUT,)) == (found.verdict, found.codes)


def test_a_test_worth_its_price_comes_before_committing() -> None:
    found = rule(replace(FINE, best_net=60.0), CASE)
    assert (Verdict.TEST, (Code.TEST_PAYS,)) == (found.verdict, found.codes)
    assert Verdict.COMMIT is rule(replace(FINE, best_net=50.0), CASE).verdict  # 1 % of 5,000
    assert Verdict.COMMIT is rule(replace(FINE, best_net=60.0), replace(CASE, can_test=False)).verdict


@pytest.mark.parametrize(
    ("standing", "case", "stability", "code"),
    [
        (replace(FINE, lowest_gate=0.79), CASE, 1.0, Code.GATE_OPEN),
        (FINE, replace(CASE, has_act=False), 1.0, Code.NO_ACT),
        (FINE, replace(CASE, driver_evidence=0.49), 1.0, Code.THIN_EVIDENCE),
        (FINE, CASE, 6 / 9, Code.UNSTABLE),
    ],
)
def test_what_only_evidence_can_bring_is_to_be_tested(
    standing: Standing, case: Case, stability: float, code: Code
) -> None:
    found = rule(standing, case, stability=stability)
    assert (Verdict.TEST, (Code.EARN_IT, code)) == (found.verdict, found.codes)
    assert Verdict.STOP is rule(standing, replace(case, can_test=False), stability=stability).verdict


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (replace(FINE, worth=-1.0), Code.WORTH_NEGATIVE),
        (replace(FINE, p_goal=0.59), Code.GOAL_UNLIKELY),
        (replace(FINE, p_loss=0.11), Code.LOSS_LIKELY),
    ],
)
def test_bad_odds_pivot_when_a_change_helps_and_stop_otherwise(standing: Standing, code: Code) -> None:
    assert (Verdict.STOP, (code, Code.NOTHING_LEFT)) == (rule(standing, CASE).verdict, rule(standing, CASE).codes)
    changed = rule(standing, replace(CASE, has_better_variant=True))
    assert (Verdict.PIVOT, (Code.VARIANT_BETTER, code)) == (changed.verdict, changed.codes)
    failing = rule(standing, replace(CASE, has_one_failing=True))
    assert (Verdict.PIVOT, (Code.ONE_FAILS, code)) == (failing.verdict, failing.codes)
    nothing_known = replace(CASE, has_better_variant=True, record_count=0)
    assert Verdict.STOP is rule(standing, nothing_known).verdict


def test_thresholds_follow_the_attitude_to_risk() -> None:
    for risk, (p_go, p_loss) in {
        Risk.CAUTIOUS: (0.70, 0.05),
        Risk.BALANCED: (0.60, 0.10),
        Risk.BOLD: (0.50, 0.20),
    }.items():
        frame = replace(FRAME, risk=risk)
        case = replace(CASE, frame=frame)
        at = Standing(p_goal=p_go, p_loss=p_loss, worth=1.0, best_net=0.0, lowest_gate=0.8)
        assert Verdict.COMMIT is rule(at, case).verdict
        assert Verdict.STOP is rule(replace(at, p_goal=p_go - 0.01), case).verdict
        assert Verdict.STOP is rule(replace(at, p_loss=p_loss + 0.01), case).verdict
    assert [3.0, 1.5, 0.5] == [APPETITES[risk].ruin_weight for risk in Risk]


def test_stability_is_the_share_of_runs_that_agree() -> None:
    other = replace(FINE, p_goal=0.1)
    ruling, verdicts, stability = ruled(FINE, [FINE] * 6 + [other] * 2, CASE)
    assert (Verdict.COMMIT, 7 / 9) == (ruling.verdict, stability)
    assert 9 == len(verdicts)
    ruling, _, stability = ruled(FINE, [FINE] * 5 + [other] * 3, CASE)
    assert (Verdict.TEST, 6 / 9) == (ruling.verdict, stability)


def test_odds_lean_by_worth_first() -> None:
    assert Decision.STOP is leaning(p_goal=0.9, p_loss=0.0, worth=0.0, frame=FRAME)
    assert Decision.COMMIT is leaning(p_goal=0.6, p_loss=0.1, worth=1.0, frame=FRAME)
    assert Decision.TEST is leaning(p_goal=0.59, p_loss=0.1, worth=1.0, frame=FRAME)


def test_a_variant_must_pay_the_switch_and_raise_the_chance() -> None:
    variant = Variant(id="x", label="x", p_goal=0.5, gain=601.0, p_gain=0.1)
    assert better(variant, FRAME)  # 40 hours at 15
    assert not better(replace(variant, gain=600.0), FRAME)
    assert not better(replace(variant, p_gain=0.09), FRAME)


def test_one_refuted_assumption_among_sound_ones_is_found() -> None:
    share = {"D1": 0.6, "D6": 0.6, "D8": 0.0}
    assert one_fails({"D1": 0.1, "D6": 0.7, "D8": 0.5}, share)
    assert not one_fails({"D1": 0.1, "D6": 0.7, "D8": 0.49}, share)
    assert not one_fails({"D1": 0.1, "D6": 0.1, "D8": 0.9}, share)
    assert not one_fails({"D1": 0.7, "D6": 0.7, "D8": 0.1}, share)  # a guess refutes nothing
    assert not one_fails({"D1": 0.1}, share)


def test_an_official_no_shuts_the_gate_of_a_real_idea() -> None:
    no = tuple(
        Record(id=f"no{each}", type=type_, template="F4", holds=False, official=True)
        for each, type_ in enumerate(("X22", "X07"))
    )
    found = validate(replace(bare(), evidence=no), draws=1024)
    assert Verdict.STOP is found.verdict.name
    assert "gate_shut" in {each.code for each in found.verdict.reasons}
    private = tuple(replace(row, official=False) for row in no)
    assert "gate_shut" not in {
        each.code for each in validate(replace(bare(), evidence=private), draws=1024).verdict.reasons
    }


def test_a_technical_no_shuts_the_gate_as_well() -> None:
    no = tuple(Record(id=str(each), type="X20", template="F2", holds=False) for each in range(2))
    hard = (Default(template="F2", q10=0.1, q90=0.3),)
    found = validate(replace(bare(), evidence=no, defaults=hard), draws=1024)
    assert "gate_shut" in {each.code for each in found.verdict.reasons}


def test_contradicting_records_are_the_first_reason() -> None:
    rows = (paid(60, 100, id="a", type="X19"), paid(1, 200, id="b", type="X12"))
    found = validate(replace(bare(), evidence=rows), draws=1024)
    assert "contradiction" == found.verdict.reasons[0].code


def test_a_better_price_is_found_when_it_is_far_too_low() -> None:
    cheap = replace(
        example("services"),
        money=replace(example("services").money, price=Range(low=13, likely=15, high=17)),
        choices=(Choice(template="V9", range=Range(low=0.05, likely=0.1, high=0.2)),),
        evidence=tuple(row for row in example("services").evidence if row.template != "V1"),
        founder=replace(example("services").founder, goal=Goal(profit=800, month=24), wage=2.0),
    )
    found = validate(cheap, draws=4096)
    texts = {each.code for each in found.verdict.reasons}
    assert found.verdict.name in {Verdict.PIVOT, Verdict.TEST}
    assert (Verdict.PIVOT is found.verdict.name) == ("variant_better" in texts)


PRIOR: Prior = beta(2.0, 18.0)


def test_every_reason_and_verdict_has_its_sentence() -> None:
    assert all(reason(code, name="n", template="F2").text for code in Code)
    assert all(headline(verdict).text for verdict in Verdict)


def test_a_bar_that_nothing_reaches_is_met_with_no_chance() -> None:
    posterior = update(PRIOR)
    assert 0.0 == Bar(template="D6", basis=Basis.NOT_ALONE).p_meets(posterior)
    assert Bar(template="D6", basis=Basis.NO_EFFECT).p_meets(posterior) is None
    assert EvidenceClass.NONE is posterior.evidence_class
