"""Q08: how much chance is left in a probability, and that the draws are what they claim to be."""

import numpy as np
import pytest
from scipy.stats import kstest, spearmanr

from assay.engine.library import TEMPLATES
from assay.engine.simulation import DIMENSIONS, LOADINGS, drawn, normals, reached, ruined, run, utility
from tests.engine.ideas import FRAME, beliefs, moving


def p_goal(seed: int, count: int) -> float:
    return float(reached(run(drawn(moving(beliefs()), normals(seed, count)), FRAME).outcome, FRAME).mean())


def test_twenty_seeds_agree_on_the_chance_of_the_goal() -> None:
    assert np.std([p_goal(seed, 16_384) for seed in range(20)], ddof=1) <= 0.002


def test_more_draws_hardly_move_it() -> None:
    assert abs(p_goal(7, 16_384) - p_goal(7, 131_072)) <= 0.005


def test_every_template_owns_one_dimension_for_good() -> None:
    few = {template: belief for template, belief in beliefs().items() if template != "V3"}
    points = normals(1, 1024)
    every, without = drawn(beliefs(), points), drawn(few, points)
    assert all(np.array_equal(every.of(template), without.of(template)) for template in few)
    assert list(range(1, 35)) == sorted(DIMENSIONS.values())
    assert set(TEMPLATES) == set(DIMENSIONS)


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    assert np.array_equal(normals(5, 4096), normals(5, 16_384)[:, :4096])


def test_marginals_stay_exact_under_the_common_shock() -> None:
    posteriors = beliefs()
    draws = drawn(posteriors, normals(11, 16_384))
    for template in ("D6", "D8", "V4", "V1"):
        assert kstest(posteriors[template].cdf(draws.of(template)), "uniform").statistic < 0.01


def test_demand_moves_together_and_against_churn() -> None:
    draws = drawn(beliefs(), normals(11, 16_384))
    for first, second in (("D6", "V4"), ("D6", "D8"), ("V4", "D8"), ("V1", "V2")):
        loading = LOADINGS.get(first, 0.0) * LOADINGS.get(second, 0.0)
        expected = 6 / np.pi * np.arcsin(loading / 2)
        assert pytest.approx(expected, abs=0.02) == spearmanr(draws.of(first), draws.of(second)).statistic


def test_a_gate_is_open_as_often_as_believed() -> None:
    posteriors = beliefs()
    assert pytest.approx(posteriors["F2"].mean, abs=0.002) == drawn(posteriors, normals(2, 16_384)).of("F2").mean()


def test_utility_prices_hours_and_ruin() -> None:
    outcome = run(drawn(moving(beliefs()), normals(2, 1024)), FRAME).outcome
    beyond = np.maximum(0, -outcome.min_cash - FRAME.affordable_loss)
    assert np.allclose(outcome.npv - 15 * outcome.hours - 1.5 * beyond, utility(outcome, FRAME))
    assert np.array_equal(beyond > 0, ruined(outcome, FRAME) == 1)
