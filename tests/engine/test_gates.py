"""Gates: odds times capped likelihood ratios."""

import numpy as np
import pytest

from assay.engine.beliefs import Origin, Prior, normal
from assay.engine.gates import GatePosterior
from assay.engine.posterior import prob_at_least, update
from assay.engine.types import EvidenceClass, Family, Kind, Record

_HALF = normal(Family.GATE, mean=0.0, sd=0.4, origins=(Origin(kind=Kind.AUTHORED_DEFAULT, source_id="test"),))


def _answer(
    *,
    holds: bool | None,
    id: str = "r",  # noqa: A002 - the record's own words
    type: str = "X07",  # noqa: A002 - the record's own words
    official: bool = False,
    months: float = 0.0,
    elsewhere: bool = False,
) -> Record:
    return Record(
        id=id, type=type, template="F4", holds=holds, official=official, age_months=months, other_country=elsewhere
    )


def _gate(prior: Prior, *records: Record) -> GatePosterior:
    found = update(prior, records)
    assert isinstance(found, GatePosterior)
    return found


@pytest.mark.parametrize(
    ("record", "probability"),
    [
        (_answer(holds=True), 5 / 6),
        (_answer(holds=False), 1 / 6),
        (_answer(holds=True, official=True), 30 / 31),
        (_answer(holds=False, official=True), 1 / 31),
        (_answer(holds=False, type="X22"), 1 / 31),
        (_answer(holds=True, months=12 + 24), 5**0.5 / (1 + 5**0.5)),
        (_answer(holds=True, elsewhere=True), 5**0.5 / (1 + 5**0.5)),
    ],
)
def test_one_answer_multiplies_the_odds(record: Record, probability: float) -> None:
    assert probability == pytest.approx(_gate(_HALF, record).mean, abs=1e-9)


def test_asking_the_same_kind_again_adds_nothing_but_another_kind_does() -> None:
    once = _gate(_HALF, _answer(holds=True))
    often = _gate(_HALF, *(_answer(holds=True, id=str(i)) for i in range(10)))
    assert once.mean == pytest.approx(often.mean)
    assert _gate(_HALF, _answer(holds=True), _answer(holds=True, id="s", type="X22")).mean > once.mean


def test_opposite_answers_of_one_kind_cancel_and_are_flagged_when_the_others_are_sure() -> None:
    assert pytest.approx(0.5) == _gate(_HALF, _answer(holds=True), _answer(holds=False, id="s")).mean
    sure = [_answer(holds=True, id="a", official=True), _answer(holds=True, id="b", type="X22")]
    against = _gate(_HALF, *sure, _answer(holds=False, id="c", type="X22"))
    assert not _gate(_HALF, *sure).is_contradicted
    assert not _gate(_HALF, sure[0]).is_contradicted
    high = normal(Family.GATE, mean=3.5, sd=0.1, origins=_HALF.origins)
    assert ("c",) == _gate(high, *sure, _answer(holds=False, id="c", type="X22")).conflicts
    assert against.mean < _gate(_HALF, *sure).mean


def test_draws_are_zero_or_one_with_the_right_share() -> None:
    found = _gate(_HALF, _answer(holds=True))
    u = (np.arange(600) + 0.5) / 600
    assert {0.0, 1.0} == set(found.ppf(u))
    assert 500 == found.ppf(u).sum()
    np.testing.assert_allclose(found.cdf(np.array([-1.0, 0.0, 0.5, 1.0])), [0, 1 / 6, 1 / 6, 1])
    assert pytest.approx(5 / 6) == prob_at_least(found, 1.0)


def test_the_evidence_share_is_the_doubt_removed() -> None:
    found = _gate(_HALF, _answer(holds=True))
    assert pytest.approx(1 - (5 / 36) / 0.25) == found.evidence_share
    assert (0.0, 0.0) == (_gate(_HALF).evidence_share, _gate(_HALF).scale_sd)
    assert EvidenceClass.RESEARCH is found.evidence_class
    assert pytest.approx(5**0.5 / 6) == found.sd


def test_the_starting_chance_is_the_mean_of_the_belief_and_not_its_median() -> None:
    wide = normal(Family.GATE, mean=2.0, sd=1.5, origins=_HALF.origins)
    rng = np.random.default_rng(1)
    assert float((1 / (1 + np.exp(-rng.normal(2.0, 1.5, 400_000)))).mean()) == pytest.approx(_gate(wide).mean, abs=2e-3)


def test_an_answer_has_to_say_yes_or_no() -> None:
    with pytest.raises(ValueError, match="whether the gate holds"):
        update(_HALF, [_answer(holds=None)])
