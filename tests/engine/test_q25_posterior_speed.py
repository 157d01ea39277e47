"""Q25, the posterior's part: fast enough for a preview at every keystroke (CPU time, best of a few runs)."""

import time
from collections.abc import Callable
from functools import partial

from coverage import Coverage

from assay.engine import curves, posterior
from assay.engine.posterior import update
from assay.engine.types import Record, Recruitment
from tests.engine.ledgers import SCEPTIC, survey

_TYPES = ("X02", "X09", "X10", "X11", "X12", "X13", "X14", "X17", "X19", "X12")
_SLACK = 1 if Coverage.current() is None else 4  # measuring coverage slows every line
_LEDGER = [survey(3 + i, 40 + 7 * i, id=str(i), type=kind) for i, kind in enumerate(_TYPES)]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return (time.thread_time() - start) * 1000


def _cold() -> float:
    curves._curve.cache_clear()
    curves._record.cache_clear()
    posterior._update.cache_clear()
    return update(SCEPTIC, _LEDGER).mean


def test_q25_ten_biased_records_take_less_than_250_ms_uncached() -> None:
    assert min(_milliseconds(_cold) for _ in range(3)) <= 250 * _SLACK


def test_q25_adding_a_record_of_another_method_takes_less_than_5_ms() -> None:
    _cold()

    def added(k: int) -> float:
        new = Record(id="new", type="X19", template="D6", k=k, n=61, recruitment=Recruitment.PANEL)
        return update(SCEPTIC, [*_LEDGER, new]).mean

    assert min(_milliseconds(partial(added, k)) for k in range(20)) <= 5 * _SLACK
