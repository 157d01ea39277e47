"""The verdict: rules in order, thresholds by attitude to risk (product-core 5.14). Scores are never read here.

One rule is ours: when going on is worth more than stopping but what is missing for COMMIT is evidence, the verdict is
TEST even if no single test pays for itself in the decision, because a commitment is to be earned (product-core 0.3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assay.engine.frame import Frame
from assay.engine.result import Decision, Verdict

SHUT = 0.05
GATE_BAR = 0.8
SHARE_BAR = 0.5
STABILITY_BAR = 7 / 9
NET_SHARE = 0.01  # of the affordable loss: less is not worth a founder's attention
PIVOT_GAIN = 0.10
CRITICAL_LOW, CRITICAL_FINE = 0.2, 0.5


class Code(StrEnum):
    """Why: each has its sentence in ``wording``."""

    CONTRADICTION = "contradiction"
    GATE_SHUT = "gate_shut"
    TEST_PAYS = "test_pays"
    EARN_IT = "earn_it"
    ALL_MET = "all_met"
    WORTH_NEGATIVE = "worth_negative"
    GOAL_UNLIKELY = "goal_unlikely"
    LOSS_LIKELY = "loss_likely"
    GATE_OPEN = "gate_open"
    NO_ACT = "no_act"
    THIN_EVIDENCE = "thin_evidence"
    UNSTABLE = "unstable"
    VARIANT_BETTER = "variant_better"
    ONE_FAILS = "one_fails"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one run of the robust set says."""

    p_goal: float
    p_loss: float
    worth: float  # E[U] of going on
    best_net: float  # of an affordable test; minus infinity when there is none
    lowest_gate: float  # P(holds) of the least certain gate; 1 when there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What all runs have in common."""

    frame: Frame
    is_gate_shut: bool  # at most .05 after official or technical evidence
    has_act: bool  # people did or paid something on demand or on staying
    driver_evidence: float  # mean evidence share of the three strongest drivers
    can_test: bool  # an affordable test exists
    has_better_variant: bool
    has_one_failing: bool  # one critical assumption refuted, the others fine
    record_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The verdict of one run and the rules that made it."""

    verdict: Verdict
    codes: tuple[Code, ...]


def rule(standing: Standing, case: Case, *, stability: float = 1.0) -> Ruling:
    """The first rule that applies; ``stability`` is the share of the robust set that agrees."""
    if case.is_gate_shut:
        return Ruling(verdict=Verdict.STOP, codes=(Code.GATE_SHUT,))
    if case.can_test and standing.best_net > max(0.0, NET_SHARE * case.frame.affordable_loss):
        return Ruling(verdict=Verdict.TEST, codes=(Code.TEST_PAYS, *_against(standing, case)))
    hard, soft = _hard(standing, case), _soft(standing, case, stability)
    if not hard and not soft:
        return Ruling(verdict=Verdict.COMMIT, codes=(Code.ALL_MET,))
    if soft and case.can_test and standing.worth > 0.0:
        return Ruling(verdict=Verdict.TEST, codes=(Code.EARN_IT, *soft, *hard))
    if case.record_count and (case.has_better_variant or case.has_one_failing):
        why = Code.VARIANT_BETTER if case.has_better_variant else Code.ONE_FAILS
        return Ruling(verdict=Verdict.PIVOT, codes=(why, *hard))
    return Ruling(verdict=Verdict.STOP, codes=(*hard, *soft, Code.NOTHING_LEFT))


def _against(standing: Standing, case: Case) -> tuple[Code, ...]:
    return (*_hard(standing, case), *_soft(standing, case, 1.0))


def _hard(standing: Standing, case: Case) -> tuple[Code, ...]:
    """What is wrong with the odds themselves."""
    appetite = case.frame.appetite
    failed = (
        (standing.worth <= 0.0, Code.WORTH_NEGATIVE),
        (standing.p_goal < appetite.p_go, Code.GOAL_UNLIKELY),
        (standing.p_loss > appetite.p_loss_most, Code.LOSS_LIKELY),
    )
    return tuple(code for has_failed, code in failed if has_failed)


def _soft(standing: Standing, case: Case, stability: float) -> tuple[Code, ...]:
    """What evidence could still bring."""
    failed = (
        (standing.lowest_gate < GATE_BAR, Code.GATE_OPEN),
        (not case.has_act, Code.NO_ACT),
        (case.driver_evidence < SHARE_BAR, Code.THIN_EVIDENCE),
        (stability < STABILITY_BAR - 1e-9, Code.UNSTABLE),
    )
    return tuple(code for has_failed, code in failed if has_failed)


def ruled(base: Standing, others: Iterable[Standing], case: Case) -> tuple[Ruling, tuple[Verdict, ...], float]:
    """The verdict of the base run, that of every run of the robust set (base included), and their agreement."""
    runs = (base, *others)
    verdicts = tuple(rule(standing, case).verdict for standing in runs)
    stability = verdicts.count(verdicts[0]) / len(verdicts)
    return rule(base, case, stability=stability), verdicts, stability


def leaning(*, p_goal: float, p_loss: float, worth: float, frame: Frame) -> Decision:
    """Where the odds alone point, for one outcome of a test or one value of an input."""
    if worth <= 0.0:
        return Decision.STOP
    appetite = frame.appetite
    return Decision.COMMIT if p_goal >= appetite.p_go and p_loss <= appetite.p_loss_most else Decision.TEST
