"""What a result promises: every number on the sheet, every slot filled, every picture consistent."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum

import numpy as np
import pytest

from assay.engine import changes
from assay.engine.account.economics import open_draws
from assay.engine.account.figures import readiness_out
from assay.engine.account.frame import framed
from assay.engine.account.headline import verdict_out
from assay.engine.account.sheet import Sheet, formula, rounded
from assay.engine.frame import DEFAULT_HOURS_PER_WEEK, frame_of
from assay.engine.inputs import Choice, Default, Founder, Goal, IdeaInput, Money
from assay.engine.inputs import Stage as IdeaStage
from assay.engine.outlook import Outlook
from assay.engine.result import Cause, Sentence, Severity, Stage, ValidationResult, Verdict
from assay.engine.simulation import normals
from assay.engine.study import studied
from assay.engine.types import Archetype, Kind, Quantity, Range, Record
from assay.engine.validate import diff, preview, validate
from assay.engine.variants import better, variants
from assay.engine.verdict import Code, Ruling
from assay.kernel import wire
from tests.engine.ideas import FRAME, NAMES, bare, beliefs, example, paid, result

SLOT = re.compile(r"\{\{q:([^}]+)\}\}")
STRUCTURAL = re.compile(r"(?<![A-Za-z])\d")


def walk(value: object) -> Iterator[object]:
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            yield from walk(getattr(value, entry.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from walk(each)


@pytest.mark.parametrize("name", NAMES)
def test_every_shown_quantity_stands_on_the_sheet_once(name: str) -> None:
    found = result(name)
    table = {each.id: each for each in found.quantities}
    assert len(table) == len(found.quantities)
    shown = [each for each in walk(replace(found, quantities=())) if isinstance(each, Quantity)]
    assert len(shown) > 300
    assert all(table[each.id] == each for each in shown)


@pytest.mark.parametrize("name", NAMES)
def test_every_slot_names_a_quantity_and_no_sentence_has_a_bare_number(name: str) -> None:
    found = result(name)
    ids = {each.id for each in found.quantities}
    texts = [each.text for each in walk(found) if isinstance(each, Sentence)]
    assert len(texts) > 40
    for text in texts:
        assert set(SLOT.findall(text)) <= ids, text
        assert not STRUCTURAL.search(SLOT.sub("", text)), text


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_has_unit_source_and_known_inputs(name: str) -> None:
    found = result(name)
    ids = {each.id for each in found.quantities}
    for each in found.quantities:
        assert each.label
        assert each.unit
        assert each.source_id
        assert each.kind is not Kind.MODEL_OUTPUT or each.formula_id
        assert {i for i in each.inputs if not i.startswith("evidence:")} <= ids, each.id
        points = [each.p05, each.p50, each.p95]
        assert (each.value is None) == all(point is not None for point in points)
        if each.p05 is not None and each.p50 is not None and each.p95 is not None:
            assert each.p05 <= each.p50 <= each.p95
        if each.unit == "probability" and each.value is not None:
            assert 0 <= each.value <= 1


@pytest.mark.parametrize("name", NAMES)
def test_series_stand_on_the_sheet_point_by_point(name: str) -> None:
    found = result(name)
    table = {each.id: each.value for each in found.quantities}
    assert found.cash_fan is not None
    assert found.break_even is not None
    for line in ("p10", "p50", "p90"):
        series = getattr(found.cash_fan, line)
        assert list(series) == [table[f"cash.{line}.m{month:02d}"] for month in range(1, 37)]
    assert all(a <= b <= c for a, b, c in zip(found.cash_fan.p10, found.cash_fan.p50, found.cash_fan.p90, strict=True))
    curve = found.break_even.probability
    assert sorted(curve) == list(curve)
    assert found.economics is not None
    assert curve[example(name).founder.goal.month - 1] == found.economics.p_break_even.value


@pytest.mark.parametrize("name", NAMES)
def test_a_result_survives_being_stored(name: str) -> None:
    assert result(name) == wire.load(ValidationResult, wire.dump(result(name)))


@pytest.mark.parametrize("name", NAMES)
def test_the_headline_lies_in_its_range(name: str) -> None:
    verdict = result(name).verdict
    assert verdict.p_goal is not None
    assert verdict.p_goal_low is not None
    assert verdict.p_goal_high is not None
    assert (verdict.p_goal_low.value or 0) <= (verdict.p_goal.value or 0) <= (verdict.p_goal_high.value or 0)
    assert 9 == len(verdict.robust)
    share = verdict.robust.count(verdict.robust[0]) / 9
    assert verdict.stability is not None
    assert pytest.approx(share) == verdict.stability.value
    assert verdict.reasons


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_complete(name: str) -> None:
    found = result(name)
    assert found.plan is not None
    assert [30, 60, 90] == [each.day for each in found.plan.milestones]
    assert all(each.actions and each.success for each in found.plan.milestones)
    assert 6 == len(found.plan.evaluation)
    assert 3 <= len(found.plan.questions) <= 8
    known = {each.template for each in found.assumptions}
    assert all(question.template in known for question in found.plan.questions)
    order = [Severity.HIGH, Severity.MEDIUM, Severity.LOW]
    places = [order.index(risk.severity) for risk in found.risks]
    assert sorted(places) == places
    assert {"loss", "late"} <= {risk.id for risk in found.risks}
    met = {item.id: item.is_met for item in found.plan.checklist}
    assert {"worth", "goal", "loss", "act", "evidence", "stable"} <= set(met)
    assert Verdict.COMMIT is not found.verdict.name or False not in met.values()


def test_a_commitment_is_followed_by_building_and_a_stop_by_leaving() -> None:
    commit, stop = result("services").plan, result("commerce").plan
    assert commit is not None
    assert stop is not None
    texts = [action.text for each in commit.milestones for action in each.actions]
    assert any("first paying customers" in text or "collect" in text for text in texts)
    assert "saved" in {each.code for each in result("commerce").verdict.reasons}


def test_the_kill_switch_is_the_assumption_that_would_hurt_most() -> None:
    plan = result("commerce").plan
    assert plan is not None
    assert plan.kill_switch_template is not None
    weak = {each.template: each.p_meets.value or 0.0 for each in result("commerce").assumptions if each.p_meets}
    assert weak[plan.kill_switch_template] < 0.5


def test_stages_are_told_in_order() -> None:
    heard: list[Stage] = []
    validate(bare(), draws=1024, progress=heard.append)
    assert list(Stage) == heard


def test_more_draws_only_sharpen_the_headline() -> None:
    one, many = (validate(example("local"), draws=draws, seed=4) for draws in (16_384, 32_768))
    assert one.verdict.p_goal is not None
    assert many.verdict.p_goal is not None
    assert pytest.approx(one.verdict.p_goal.value, abs=0.01) == many.verdict.p_goal.value
    assert one.next_tests == many.next_tests


def test_what_the_founder_did_not_say_is_marked_as_ours() -> None:
    silent = replace(bare(), founder=Founder(affordable_loss=4000, goal=Goal(profit=1000)))
    table = {each.id: each for each in validate(silent, draws=1024).quantities}
    assert {Kind.AUTHORED_DEFAULT} == {table[f"frame.{name}"].kind for name in ("hours", "wage", "paid_share")}
    assert pytest.approx(0.5 * 1000 / (DEFAULT_HOURS_PER_WEEK * 52 / 12)) == table["frame.wage"].value
    assert "frame.funds" not in table
    said = {each.id: each for each in result("services").quantities}
    assert {Kind.FOUNDER_INPUT} == {said[f"frame.{name}"].kind for name in ("hours", "wage", "paid_share", "funds")}


def test_an_idea_without_a_goal_has_no_frame() -> None:
    with pytest.raises(ValueError, match="archetype, a goal and an affordable loss"):
        frame_of(IdeaInput(name="x"), median_price=10.0)


def test_a_price_from_a_catalogue_is_the_planned_price() -> None:
    assert 17.0 == frame_of(replace(bare(), money=Money()), median_price=17.0).planned_price


def test_removed_assumptions_are_listed_with_their_reason() -> None:
    gone = replace(
        bare(),
        choices=tuple(
            Choice(template=template, removed_because="does not apply") for template in ("D10", "D4", "D1", "F5", "A6")
        ),
    )
    found = validate(gone, draws=1024)
    assert ["D10", "D4", "D1", "F5", "A6"] == [each.template for each in found.removed]
    assert not {"D10", "D4", "D1", "F5", "A6"} & {each.template for each in found.assumptions}
    assert next(score for score in found.scores if score.id == "market").score is None


def test_a_customer_that_loses_money_is_said_aloud() -> None:
    losing = replace(bare(), choices=(Choice(template="V3", range=Range(low=5e3, likely=6e3, high=7e3)),))
    found = validate(losing, draws=1024)
    assert found.economics is not None
    assert found.economics.extra_customer_loses is not None
    assert "economics.p_extra_loses" in {each.id for each in found.quantities}
    assert result("services").economics is not None
    assert result("services").economics.extra_customer_loses is None  # type: ignore[union-attr]  # asserted above


def test_two_levers_are_named_when_one_is_not_enough() -> None:
    greedy = replace(bare(), founder=replace(bare().founder, goal=Goal(profit=60_000, month=36)))
    found = validate(greedy, draws=1024)
    assert found.two_levers
    for pair in found.two_levers:
        assert pair.first != pair.second
        assert pair.first_value.value
        assert pair.second_value.value
    assert () == result("services").two_levers


def test_when_hardly_any_draw_is_open_all_draws_are_shown() -> None:
    look = Outlook.of(beliefs(F2=(0.001, 0.002)), FRAME, normals(1, 1024))
    assert open_draws(look).all()


def test_a_sheet_takes_each_id_once_and_only_numbers() -> None:
    sheet = Sheet(currency="USD")
    sheet.number("a", 1.0, label="a", unit="count", trace=formula("x"))
    with pytest.raises(ValueError, match="twice"):
        sheet.number("a", 1.0, label="a", unit="count", trace=formula("x"))
    with pytest.raises(ValueError, match="not a number"):
        sheet.number("b", float("inf"), label="b", unit="count", trace=formula("x"))
    assert sheet.find("c") is None
    assert ("USD", "USD/month", "USD/month") == (sheet.money(), sheet.money("month"), sheet.unit("money/month"))
    assert (0.333333333333, 0.0) == (rounded(1 / 3), rounded(-0.0))


def test_every_archetype_and_stage_gives_a_result() -> None:
    for archetype in Archetype:
        found = validate(bare(archetype, stage=IdeaStage.LAUNCHED), draws=1024)
        assert found.verdict.name is not Verdict.INCOMPLETE
        assert archetype is found.archetype


def test_a_preview_moves_one_assumption_and_its_chance() -> None:
    found = preview(example("subscription"), paid(9, 60, id="new", type="X24", template="D8"))
    row = found.rows[0]
    assert ("D8", ()) == (row.template, found.problems)
    assert row.before != row.after
    assert row.bar is not None
    assert row.p_meets_before is not None
    assert row.p_meets_after is not None
    after = validate(
        replace(
            example("subscription"),
            evidence=(*example("subscription").evidence, paid(9, 60, id="new", type="X24", template="D8")),
        ),
        draws=1024,
    )
    same = next(each for each in after.assumptions if each.template == "D8")
    assert (same.posterior.p05, same.posterior.p95) == (row.after.p05, row.after.p95)


def test_a_preview_of_a_gate_shows_its_chance() -> None:
    row = preview(example("local"), Record(id="new", type="X22", template="F4", holds=True, official=True)).rows[0]
    assert row.before.value is not None
    assert row.after.value is not None
    assert row.after.value > row.before.value
    assert row.bar is None


def test_a_preview_of_a_faulty_or_pointless_row_says_so() -> None:
    wrong = preview(bare(), replace(paid(3, 2), id="new"))
    assert () == wrong.rows
    assert "k at most n" in wrong.problems[0].detail
    gone = replace(bare(), choices=(Choice(template="D10", removed_because="no"),))
    assert () == preview(gone, paid(1, 30, type="X28", template="D10")).rows


def test_a_preview_of_an_incomplete_idea_has_no_bar() -> None:
    row = preview(IdeaInput(name="x"), paid(3, 20)).rows[0]
    assert (None, None, None) == (row.bar, row.p_meets_before, row.p_meets_after)


def test_a_difference_is_told_step_by_step() -> None:
    after = example("subscription")
    kept = after.evidence[:3]
    before = replace(
        after,
        evidence=(*kept, paid(50, 60, id="withdrawn", type="X02")),
        stage=IdeaStage.RAW,
        money=replace(after.money, fixed_cost=Range(low=300, likely=500, high=800)),
    )
    steps = diff(before, after, draws=1024)
    assert [
        (Cause.INPUT, "/stage"),
        (Cause.INPUT, "/money/fixed_cost"),
        (Cause.EVIDENCE, "withdrawn"),
        (Cause.EVIDENCE, "row-4"),
        (Cause.EVIDENCE, "row-5"),
    ] == [(step.cause, step.subject) for step in steps]
    for one, two in itertools.pairwise(steps):
        assert one.p_goal_after == two.p_goal_before
        assert one.verdict_after == two.verdict_before
    assert (steps[1].p_goal_after.value or 0) > (steps[1].p_goal_before.value or 0)
    assert "taken out" in steps[2].label


def test_no_difference_and_no_verdict_tell_nothing() -> None:
    idea = example("services")
    assert () == diff(idea, idea, draws=1024)
    assert () == diff(IdeaInput(name="x"), idea)
    assert () == diff(idea, replace(idea, founder=replace(idea.founder, cash=-1)))


def test_steps_in_between_that_are_no_idea_are_joined() -> None:
    before = bare()
    money = Money(price=Range(low=50, likely=60, high=70))
    after = replace(before, archetype=Archetype.SERVICES, money=money, evidence=(paid(3, 20),))
    assert len(diff(before, after, draws=1024)) >= 2


def test_enums_stay_words() -> None:
    assert all(isinstance(each, str) for each in Verdict)
    assert issubclass(Stage, Enum)
    assert 0 == int(np.argmax([True, False]))


def test_a_founder_with_no_time_can_run_no_test() -> None:
    founder = replace(bare().founder, hours_per_week=0.1)
    found = validate(replace(bare(), founder=founder), draws=1024)
    assert () == found.next_tests
    assert Verdict.STOP is found.verdict.name
    assert found.verdict.best_net is None
    assert found.plan is not None
    assert any("other ideas" in action.text for action in found.plan.milestones[0].actions)


def test_a_gate_the_founder_took_out_is_no_risk() -> None:
    found = validate(replace(bare(), choices=(Choice(template="F2", removed_because="I can do it"),)), draws=1024)
    assert "F2" not in {risk.id for risk in found.risks}


def test_a_pivot_names_the_change_that_helps() -> None:
    frame = replace(FRAME, planned_price=10.0, goal=1000.0, wage=1.0, affordable_loss=30_000.0)
    look = Outlook.of(beliefs(V1=(9, 11), V9=(0.05, 0.1), F2=(0.98, 0.99)), frame, normals(5, 4096))
    tried = variants(look)
    assert better(tried[0], frame)
    assert "price_up_half" == tried[0].id
    study = studied(bare(), draws=1024, seed=1, progress=lambda _: None)
    ruling = Ruling(verdict=Verdict.PIVOT, codes=(Code.VARIANT_BETTER, Code.GOAL_UNLIKELY))
    pivot = replace(study, judgement=replace(study.judgement, ruling=ruling, variants=tried))
    sheet = Sheet(currency="USD")
    framed(sheet, study.beliefs.frame, study.beliefs.idea)
    texts = [each.text for each in verdict_out(sheet, pivot).reasons]
    assert "a price half as high again" in texts[0]


def test_no_assessed_score_is_no_readiness() -> None:
    study = studied(bare(), draws=1024, seed=1, progress=lambda _: None)
    blank = replace(study, judgement=replace(study.judgement, scores=()))
    assert readiness_out(Sheet(currency="USD"), blank) is None


def test_an_unfinished_idea_in_between_is_joined_with_the_next_step() -> None:
    before = bare()
    after = replace(before, money=Money(), defaults=(Default(template="V1", q10=20, q90=50),))
    assert ["/defaults"] == [step.subject for step in diff(before, after, draws=1024)]


def test_a_step_without_a_chance_is_no_step() -> None:
    nothing = validate(IdeaInput(name="x"))
    step = changes._Step(Cause.INPUT, "/x", "x", bare())
    with pytest.raises(ValueError, match="chance of reaching its goal"):
        changes._change(step, nothing, nothing)
