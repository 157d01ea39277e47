"""Biases of single records: signs, circumstances, clusters, classes, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from assay.engine.beliefs import beta, gamma
from assay.engine.bias import bias_of, effective_n, evidence_class, method_of
from assay.engine.intervals import from_benchmark
from assay.engine.likelihoods import Average, Binomial, Poisson
from assay.engine.posterior import update
from assay.engine.readings import likelihood_of, log_average
from assay.engine.registry import defaults_for
from assay.engine.types import Archetype, EvidenceClass, Record, Recruitment
from tests.engine.ledgers import survey


def test_circumstances_add_up_in_mean_and_in_squares() -> None:
    record = replace(
        survey(3, 30),
        recruitment=Recruitment.FRIENDS,
        registered=False,
        other_segment=True,
        other_country=True,
        age_months=36.0,
    )
    bias = bias_of(record)
    assert pytest.approx(1.2 + 0.9) == bias.mu
    assert pytest.approx(0.7 * (0.49 + 0.36)) == bias.shared
    assert pytest.approx(0.3 * (0.49 + 0.36) + 0.09 + 0.25 + 0.09 + 2 * 0.04) == bias.own
    assert pytest.approx(bias.shared + bias.own) == bias.variance


def test_a_fresh_registered_record_of_strangers_has_the_bias_of_its_type() -> None:
    bias = bias_of(replace(survey(3, 30), age_months=11.0))
    assert bias.mu == 1.2
    assert pytest.approx(0.49) == bias.variance


def test_flattery_lowers_what_is_better_low() -> None:
    switchers = Record(id="a", type="X01", template="A1", k=3, n=10, registered=True)
    assert pytest.approx(-0.2) == bias_of(switchers).mu
    assert pytest.approx(-0.1) == bias_of(switchers, scale=0.5).mu
    losses = Record(id="b", type="X16", template="D8", k=0, n=10, registered=True)
    prior = beta(2, 18)
    trusting, doubting = (update(prior, [losses], bias_scale=scale).mean for scale in (0.5, 1.5))
    assert doubting > trusting


def test_clustered_answers_count_less() -> None:
    assert pytest.approx(100 / 1.4) == effective_n(100, cluster_size=5.0)
    assert 100 == effective_n(100, cluster_size=0.0)
    loose, tight = (
        update(beta(2, 18), [replace(survey(20, 100, type="X12"), cluster_size=size)]) for size in (1.0, 20.0)
    )
    assert tight.evidence_share < loose.evidence_share


def test_records_of_one_type_and_one_way_of_finding_people_are_one_method() -> None:
    assert method_of(survey(1, 2, id="a")) == method_of(survey(3, 9, id="b"))
    assert method_of(survey(1, 2)) != method_of(replace(survey(1, 2), recruitment=Recruitment.PANEL))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (Record(id="r", type="X99", template="D6", k=1, n=2), "no evidence type"),
        (Record(id="r", type="X24", template="D6", k=1, n=2), "says nothing about"),
        (Record(id="r", type="X02", template="D6"), "k of n"),
        (Record(id="r", type="X02", template="D6", k=3, n=2), "k of n"),
        (Record(id="r", type="X02", template="D6", k=-1, n=2), "k of n"),
    ],
)
def test_records_that_cannot_be_read_are_refused(record: Record, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        update(beta(1, 1), [record])


@pytest.mark.parametrize("numbers", [{}, {"k": 3}, {"k": 3, "exposure": 0.0}, {"k": -1, "exposure": 1.0}])
def test_counts_need_events_and_a_positive_exposure(numbers: dict[str, float]) -> None:
    record = Record(id="r", type="X18", template="V4", **numbers)  # type: ignore[arg-type]  # a table of broken rows
    with pytest.raises(ValueError, match="positive exposure"):
        update(gamma(2, 0.1), [record])


@pytest.mark.parametrize("numbers", [{}, {"mean": 3.0}, {"mean": 0.0, "n": 3}, {"mean": 2.0, "n": 0}])
def test_averages_need_a_positive_mean_and_a_size(numbers: dict[str, float]) -> None:
    record = Record(id="r", type="X06", template="V1", **numbers)  # type: ignore[arg-type]  # a table of broken rows
    with pytest.raises(ValueError, match="positive mean"):
        log_average(record)


def test_readings_by_family() -> None:
    assert Binomial(3, 30) == likelihood_of(survey(3, 30))
    assert Poisson(12, 2.0) == likelihood_of(Record(id="r", type="X18", template="V4", k=12, exposure=2.0))
    margin = Record(id="r", type="X27", template="V2", mean=0.5, sd=0.1, n=10)
    assert _average(margin) == pytest.approx((0.0, 0.16 * 9 / 7 / 10))
    assert _average(replace(margin, n=2)) == pytest.approx((0.0, 0.36 / 2))
    extreme = likelihood_of(replace(margin, mean=1.0, sd=None))
    assert isinstance(extreme, Average)
    assert pytest.approx(np.log(0.995 / 0.005)) == extreme.y


def _average(record: Record) -> tuple[float, float]:
    found = likelihood_of(record)
    assert isinstance(found, Average)
    return found.y, found.variance


def test_the_class_is_the_strongest_that_has_enough_answers() -> None:
    few, many = survey(1, 20, type="X12"), survey(9, 40, id="s")
    assert EvidenceClass.NONE is evidence_class(())
    assert EvidenceClass.SAYS is update(beta(2, 18), [few, many]).evidence_class
    assert EvidenceClass.NONE is evidence_class((few,))
    assert EvidenceClass.SAYS is evidence_class((few, many))
    assert EvidenceClass.PAYS is evidence_class((few, many, survey(5, 90, id="t", type="X12")))
    assert EvidenceClass.RESEARCH is evidence_class((Record(id="g", type="X22", template="F4", holds=True),))
    assert EvidenceClass.NONE is evidence_class((Record(id="c", type="X18", template="V4", k=59, exposure=1.0),))
    assert EvidenceClass.DOES is evidence_class((Record(id="c", type="X18", template="V4", k=60, exposure=1.0),))
    assert EvidenceClass.NONE is evidence_class((Record(id="e", type="X18", template="V4"),))


def test_counts_learn_from_events_and_contradict_each_other() -> None:
    prior = gamma(2, 0.02)
    one = Record(id="a", type="X18", template="V4", k=40, exposure=1.0, registered=True)
    after = update(prior, [one])
    assert 40 < after.mean < 100
    assert 0 < after.evidence_share < 1
    none = Record(id="b", type="X08", template="V4", k=0, exposure=6.0, registered=True)
    assert update(prior, [one, none]).is_contradicted
    assert not update(prior, [one, replace(one, id="b", k=45)]).is_contradicted


def test_margins_learn_from_average_shares_and_contradict_each_other() -> None:
    (default,) = defaults_for("V2", Archetype.LOCAL)
    study = Record(id="a", type="X27", template="V2", mean=0.4, sd=0.1, n=20, registered=True)
    prior = from_benchmark(default)
    after = update(prior, [study])
    assert 0.38 < after.mean < update(prior).mean
    quotes = Record(id="b", type="X21", template="V2", mean=0.92, sd=0.02, n=20, registered=True)
    assert update(prior, [study, quotes]).is_contradicted
