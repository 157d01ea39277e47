"""Q12 and Q13: the value of information against exact enumeration, textbook cases and its own bounds."""

import itertools

import numpy as np
import pytest
from scipy.special import logit, ndtr, ndtri
from scipy.stats import beta as beta_of
from scipy.stats import betabinom

from assay.engine.beliefs import beta as believed_beta
from assay.engine.economics.mapping import Draws
from assay.engine.library import EVIDENCE_TYPES
from assay.engine.posterior import update
from assay.engine.simulation import normals
from assay.engine.strata import COARSE, FINE, Cells, Strata
from assay.engine.types import Floats, Record
from assay.engine.voi.designs import Design
from assay.engine.voi.outcomes import Reading, grouped, outcomes
from assay.engine.voi.payoffs import Payoffs
from assay.engine.voi.reading import reading_of
from tests.engine.ideas import beliefs

DRAWS = 16_384


def uniforms(row: int) -> Floats:
    return np.asarray(ndtr(normals(3, DRAWS)[row]))


def strata(**values: Floats) -> Strata:
    return Strata.of(Draws(templates=tuple(values), values=np.stack(list(values.values()))), seed=1)


THETA = beta_of(2, 18).ppf(uniforms(6))
WORTH = 1e5 * (THETA - 0.12)


def enumerated(n: int) -> float:
    """EVSI of n trials for Beta(2, 18) and U = 10⁵(θ − .12), over every k."""
    k = np.arange(n + 1)
    worth = 1e5 * ((2 + k) / (20 + n) - 0.12)
    return float(np.sum(betabinom(n, 2, 18).pmf(k) * np.maximum(worth, 0)) - max(0.0, 1e5 * (0.1 - 0.12)))


@pytest.mark.parametrize(("n", "known"), [(5, 478.26), (20, 1_133.06), (50, 1_460.38), (200, 1_719.32)])
def test_evsi_meets_exact_enumeration_within_half_a_percent(n: int, known: float) -> None:
    cells = strata(D6=THETA).cells("D6", FINE)
    found = Payoffs.of(WORTH).evsi(cells, outcomes(Reading(template="D6", n=n), cells.places, cells.sizes))
    assert pytest.approx(known, abs=0.01) == enumerated(n)
    assert pytest.approx(known, rel=0.005) == found


def test_perfect_information_meets_its_known_values() -> None:
    assert pytest.approx(1_833.3024, rel=1e-4) == Payoffs.of(WORTH).evpi()
    assert pytest.approx(0.39559311, abs=1e-4) == Payoffs.of(-1 + 2 * ndtri(uniforms(4))).evpi()


def test_the_drilling_case_comes_out_exactly() -> None:
    """P(oil) .25; drill 700 or −100, sell 90; survey P(+|oil) .6, P(−|dry) .8. Selling is the zero here."""
    oil = np.tile([1.0, 0.0, 0.0, 0.0], 256)
    worth = np.where(oil > 0, 700.0, -100.0) - 90.0
    half = np.tile([1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0], 128)
    sizes = np.array([768.0, 256.0])
    cells = Cells(template="F2", codes=oil.astype(np.intp), places=np.array([0.0, 1.0]), sizes=sizes, half=half)
    payoffs = Payoffs.of(worth)
    assert pytest.approx(142.5, abs=1e-9) == payoffs.evpi()
    assert pytest.approx(142.5, abs=1e-9) == payoffs.evppi(cells)
    survey = np.array([[0.2, 0.8], [0.6, 0.4]])  # + and − when dry, when oil
    assert pytest.approx(53.0, abs=1e-9) == payoffs.evsi(cells, survey)


def test_bounds_hold_and_more_answers_are_worth_more() -> None:
    cells = strata(D6=THETA).cells("D6", COARSE)
    payoffs = Payoffs.of(WORTH)
    evpi, evppi = payoffs.evpi(), payoffs.evppi(cells)
    found = [
        payoffs.evsi(cells, outcomes(Reading(template="D6", n=n, mu=0.3, variance=0.2), cells.places, cells.sizes))
        for n in (2, 3, 5, 8, 12, 20, 30, 50, 80, 96, 97, 120, 200, 300, 500)
    ]
    tolerance = 0.01 * evpi
    assert all(0 <= less <= more + tolerance for less, more in itertools.pairwise(found))
    assert found[-1] <= evppi + tolerance
    assert evppi <= evpi + tolerance
    assert found[-1] > 10 * tolerance


def test_what_does_not_matter_is_worth_nothing() -> None:
    both = strata(D6=THETA, D1=uniforms(1), V3=uniforms(13))
    payoffs = Payoffs.of(WORTH)
    for template in ("D1", "V3"):
        cells = both.cells(template, COARSE)
        assert payoffs.evppi(cells) <= 0.01 * payoffs.evpi()
        assert payoffs.evsi(cells, outcomes(Reading(template=template, n=80), cells.places, cells.sizes)) <= 1e-9


def test_bias_makes_a_test_worth_less_and_cannot_be_bought_off() -> None:
    cells = strata(D6=THETA).cells("D6", COARSE)
    payoffs = Payoffs.of(WORTH)

    def worth(n: int, variance: float) -> float:
        reading = Reading(template="D6", n=n, variance=variance)
        return payoffs.evsi(cells, outcomes(reading, cells.places, cells.sizes))

    assert worth(200, 0.5) < worth(200, 0.1) < worth(200, 0.0)
    assert worth(5000, 0.5) < worth(50, 0.0)


def test_two_assumptions_at_once_are_worth_at_least_either_alone() -> None:
    other = beta_of(4, 16).ppf(uniforms(2))
    both = strata(D6=THETA, D2=other)
    payoffs = Payoffs.of(1e5 * (THETA + other - 0.33))
    cells = [both.cells(template, 24) for template in ("D6", "D2")]
    tables = [outcomes(Reading(template=each.template, n=60), each.places, each.sizes) for each in cells]
    together = payoffs.evsi_of_two(cells[0], cells[1], (grouped(tables[0], cells[0].sizes), tables[1]))
    assert together > max(payoffs.evsi(each, table) for each, table in zip(cells, tables, strict=True))
    assert together <= payoffs.evpi()


def test_several_decisions_are_weighed_against_each_other() -> None:
    cells = strata(D6=THETA).cells("D6", COARSE)
    one, two = Payoffs.of(WORTH), Payoffs.of(WORTH, -WORTH)
    assert two.evpi() > one.evpi()
    assert pytest.approx(2000.0, rel=0.01) == two.best
    assert two.evppi(cells) <= two.evpi()


@pytest.mark.parametrize(
    "reading",
    [
        Reading(template="D6", n=30, variance=0.1),
        Reading(template="D6", n=300, variance=0.1),
        Reading(template="D6", n=30),
        Reading(template="V1", n=5, variance=0.2),
        Reading(template="F4", n=1, ratio=30.0),
    ],
)
def test_chances_of_outcomes_add_up_to_one(reading: Reading) -> None:
    places = np.linspace(-3, 3, 2 if reading.template == "F4" else 17)
    weights = np.ones(len(places))
    for exact in (False, True):
        table = outcomes(reading, places, weights, exact=exact)
        assert np.allclose(1.0, table.sum(axis=1))
        assert np.allclose(1.0, grouped(table, weights).sum(axis=1))
    counted = outcomes(reading, places, weights, exact=True)
    assert reading.template != "D6" or reading.n + 1 == counted.shape[1]


def test_repeating_a_biased_method_teaches_less_and_less() -> None:
    design = Design(type=EVIDENCE_TYPES["X02"], n=50, cash=0.0, hours=6.0, days=7.0)
    prior = believed_beta(2, 38)
    rows = tuple(Record(id=str(each), type="X02", template="D6", k=20, n=50, registered=True) for each in range(30))
    readings = [reading_of(design, "D6", update(prior, rows[:count])) for count in (0, 1, 30)]
    assert 1.0 == readings[0].pull > readings[1].pull > readings[2].pull
    assert readings[0].variance > readings[1].variance > readings[2].variance
    theta = update(prior, rows).ppf(uniforms(6))
    cells = strata(D6=theta).cells("D6", COARSE)
    payoffs = Payoffs.of(1e5 * (theta - float(np.mean(theta))))
    again, fresh = (
        payoffs.evsi(cells, outcomes(each, cells.places, cells.sizes)) for each in (readings[2], readings[0])
    )
    assert again < 0.35 * fresh


@pytest.mark.parametrize(
    ("type", "template", "row"),
    [
        ("X06", "V1", Record(id="1", type="X06", template="V1", mean=30, sd=5, n=6, registered=True)),
        ("X18", "V4", Record(id="1", type="X18", template="V4", k=40, exposure=2, registered=True)),
        ("X21", "V2", Record(id="1", type="X21", template="V2", mean=0.6, n=3, registered=True)),
    ],
)
def test_every_kind_of_measure_knows_what_it_has_seen(type: str, template: str, row: Record) -> None:  # noqa: A002 - the record's own words
    design = Design(type=EVIDENCE_TYPES[type], n=EVIDENCE_TYPES[type].min_n, cash=0.0, hours=1.0, days=1.0)
    prior = beliefs()[template].prior
    fresh, again = reading_of(design, template, update(prior)), reading_of(design, template, update(prior, (row,)))
    assert again.pull < 1.0 == fresh.pull
    assert again.variance < fresh.variance


def test_cells_hold_equal_shares_and_halves_look_alike() -> None:
    cells = strata(D6=THETA).cells("D6", COARSE)
    assert np.all(DRAWS / COARSE == cells.sizes)
    assert DRAWS / 2 == cells.half.sum()
    first = cells.totals(cells.half * logit(THETA)) / cells.totals(cells.half)
    assert np.max(np.abs(first - cells.places)[4:-4]) < 0.01
