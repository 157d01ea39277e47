"""The ten parameters: weights, unknowns, completeness, and what they are read from."""

from dataclasses import replace

import numpy as np
import pytest

from assay.engine.audience import checks, completeness
from assay.engine.bars import bars
from assay.engine.frame import Frame
from assay.engine.inputs import Customer, Payer
from assay.engine.posterior import Updated
from assay.engine.probe import Probe
from assay.engine.scores import Ground, Part, Score, readiness, scores
from assay.engine.simulation import drawn, normals, run
from tests.engine.ideas import FRAME, NAMES, beliefs, result


def ground(posteriors: dict[str, Updated], frame: Frame = FRAME) -> Ground:
    return Ground(
        posteriors=posteriors,
        bars=bars(posteriors, Probe.of(posteriors, frame)),
        simulation=run(drawn(posteriors, normals(4, 2048)), frame),
        frame=frame,
        completeness=0.5,
    )


def score(*parts: Part) -> Score:
    return Score(number=1, id="x", name="x", meaning="x", parts=parts)


def test_unknown_parts_leave_their_weight_to_the_others() -> None:
    found = score(Part(label="a", weight=0.6, value=0.5), Part(label="b", weight=0.4, value=None))
    assert pytest.approx(5.0) == found.value


def test_less_than_half_the_weight_is_not_assessed() -> None:
    found = score(Part(label="a", weight=0.4, value=0.5), Part(label="b", weight=0.6, value=None))
    assert found.value is None
    assert readiness((found,)) is None
    half = score(Part(label="a", weight=0.5, value=1.0), Part(label="b", weight=0.5, value=None))
    assert (10.0, 10.0) == (half.value, readiness((found, half)))
    assert 0.0 == score(Part(label="a", weight=1.0, value=None)).evidence_share({})


def test_ten_scores_in_the_order_founders_know() -> None:
    found = scores(ground(beliefs()))
    assert list(range(1, 11)) == [each.number for each in found]
    assert "Market Opportunity" == found[0].name
    assert all(each.value is None or 0 <= each.value <= 10 for each in found)
    assert all(pytest.approx(1.0) == sum(part.weight for part in each.parts) for each in found)


def test_scores_are_the_stated_mixes() -> None:
    place, posteriors = ground(beliefs()), beliefs()
    found = {each.id: each for each in scores(place)}
    outcome = place.simulation.outcome
    finance = 5 * np.mean(outcome.break_even <= 24) + 5 * np.mean(outcome.min_cash >= -5000)
    assert pytest.approx(finance) == found["finance"].value
    holds = posteriors["A3"].mean
    assert pytest.approx(10 * holds * np.mean(outcome.min_cash >= -5000)) == found["risk"].value
    model = (
        4 * np.mean(outcome.contribution > 0)
        + 3 * np.mean(outcome.ltv_cac >= 3)
        + 3 * np.mean(outcome.cac_payback <= 12)
    )
    assert pytest.approx(model) == found["model"].value
    d4 = place.p("D4")
    assert d4 is not None
    assert pytest.approx(10 * (0.5 * 0.5 + 0.5 * d4)) == found["audience"].value


def test_what_an_idea_has_no_assumption_for_drops_out() -> None:
    few = {t: belief for t, belief in beliefs().items() if t not in {"D4", "D6", "F1", "F2", "F5", "A3"}}
    found = {each.id: each for each in scores(ground(few))}
    assert (None, None, None) == tuple(found[name].value for name in ("market", "feasibility", "rivals"))
    assert "D5" in found["problem"].parts[2].templates
    assert found["scale"].parts[2].value is None


def test_completeness_counts_six_answers() -> None:
    full = Customer(role="r", trigger="t", payer=Payer.USER, places=("here",), prospects=10, exclusion="e")
    assert 1.0 == completeness(full)
    assert 5 / 6 == completeness(replace(full, prospects=9))
    assert 0.0 == completeness(Customer(role=" ", places=(" ",)))
    assert ["role", "trigger", "payer", "places", "prospects", "exclusion"] == [name for name, _ in checks(full)]


@pytest.mark.parametrize("name", NAMES)
def test_bands_contain_the_score_of_every_worked_idea(name: str) -> None:
    found = result(name).scores
    assert 10 == len(found)
    for each in found:
        if each.score is not None:
            assert each.low is not None
            assert each.high is not None
            assert (each.low.value or 0) <= (each.score.value or 0) <= (each.high.value or 0)


def test_evidence_share_is_the_weighted_mean_of_the_assumptions() -> None:
    found = {each.id: each for each in result("services").scores}
    shares = {each.template: each.evidence_share.value or 0.0 for each in result("services").assumptions}
    expected = 0.4 * shares["V4"] + 0.35 * shares["D6"] + 0.25 * shares["V3"]
    share = found["go_to_market"].evidence_share
    assert share is not None
    assert pytest.approx(expected) == share.value
