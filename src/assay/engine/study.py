"""Everything one validation works out, before it is written down: beliefs, bars, draws, drivers, tests, ruling."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assay.engine.audience import completeness
from assay.engine.bars import Bar, Basis, Pair, bars, pairs
from assay.engine.drivers import Driver, variance_shares
from assay.engine.economics.mapping import KILL_GATES
from assay.engine.frame import Frame, frame_of
from assay.engine.inputs import IdeaInput
from assay.engine.outlook import Outlook, robust_set
from assay.engine.probe import Probe, median_of
from assay.engine.result import Stage, Verdict
from assay.engine.scores import Ground, Score, scores
from assay.engine.simulation import normals
from assay.engine.stance import Stance
from assay.engine.strata import Strata
from assay.engine.types import EvidenceClass
from assay.engine.variants import Variant, better, one_fails, variants
from assay.engine.verdict import SHUT, Case, Ruling, ruled
from assay.engine.voi.designs import possible
from assay.engine.voi.planner import Candidate, Desk, best_net, net_under, ranked, top

ANALYSED = 16_384  # draws that drivers and tests are read from; more only sharpen the headline
_TOP_DRIVERS = 3
_STAYING = "D8"

type Progress = Callable[[Stage], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """What is believed, and what would have to be true."""

    idea: IdeaInput
    stance: Stance
    frame: Frame
    probe: Probe
    bars: dict[str, Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """What becomes of it: all draws, those analysed (at most 16,384), the rest of the robust set by bias scale."""

    whole: Outlook
    analysed: Outlook
    robust: tuple[tuple[float, Outlook], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What drives it and what to find out next."""

    strata: Strata
    drivers: tuple[Driver, ...]
    desk: Desk
    evpi: float
    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What to do, and how firm that is."""

    case: Case
    ruling: Ruling
    verdicts: tuple[Verdict, ...]
    stability: float
    best_net: float
    variants: tuple[Variant, ...]
    pairs: tuple[Pair, ...]
    scores: tuple[Score, ...]
    robust_scores: tuple[tuple[Score, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The whole of one validation of a complete idea."""

    beliefs: Beliefs
    future: Future
    inquiry: Inquiry
    judgement: Judgement
    seed: int
    draws: int


def studied(idea: IdeaInput, *, draws: int, seed: int, progress: Progress) -> Study:
    """Work out one complete idea. ``draws`` is a power of two; deterministic in idea and seed."""
    progress(Stage.PRIORS)
    before = Stance.before(idea)
    progress(Stage.EVIDENCE)
    stance = before.after()
    progress(Stage.BARS)
    beliefs = believed(idea, stance)
    progress(Stage.SIMULATION)
    future = _simulated(beliefs, draws=draws, seed=seed)
    progress(Stage.DRIVERS)
    strata = Strata.of(future.analysed.simulation.draws, seed=seed)
    drivers = variance_shares(strata, future.analysed.goal)
    progress(Stage.TESTS)
    inquiry = _inquired(beliefs, future, strata, drivers)
    progress(Stage.VERDICT)
    judgement = _judged(beliefs, future, inquiry, seed=seed)
    return Study(beliefs=beliefs, future=future, inquiry=inquiry, judgement=judgement, seed=seed, draws=draws)


def believed(idea: IdeaInput, stance: Stance) -> Beliefs:
    """Frame and bars of a complete idea."""
    frame = frame_of(idea, median_price=median_of("V1", stance.posteriors["V1"]))
    probe = Probe.of(stance.posteriors, frame)
    return Beliefs(idea=idea, stance=stance, frame=frame, probe=probe, bars=bars(stance.posteriors, probe))


def _simulated(beliefs: Beliefs, *, draws: int, seed: int) -> Future:
    points = normals(seed, draws)
    stance, frame = beliefs.stance, beliefs.frame
    whole = Outlook.of(stance.posteriors, frame, points)
    few = whole if draws <= ANALYSED else Outlook.of(stance.posteriors, frame, points[:, :ANALYSED])
    return Future(whole=whole, analysed=few, robust=robust_set(stance, frame, points))


def _inquired(beliefs: Beliefs, future: Future, strata: Strata, drivers: tuple[Driver, ...]) -> Inquiry:
    desk = Desk.of(future.analysed, strata, drivers)
    candidates = ranked(desk, possible(beliefs.idea, beliefs.frame))
    return Inquiry(
        strata=strata,
        drivers=drivers,
        desk=desk,
        evpi=desk.payoffs.evpi(),
        candidates=candidates,
        chosen=top(candidates),
    )


def _judged(beliefs: Beliefs, future: Future, inquiry: Inquiry, *, seed: int) -> Judgement:
    tried = variants(future.analysed)
    case = _case(beliefs, inquiry, tried)
    net = best_net(inquiry.candidates)
    others = [
        each.standing(net_under(each, inquiry.chosen, seed=seed, bias_scale=scale)) for scale, each in future.robust
    ]
    ruling, verdicts, stability = ruled(future.whole.standing(net), others, case)
    return Judgement(
        case=case,
        ruling=ruling,
        verdicts=verdicts,
        stability=stability,
        best_net=net,
        variants=tried,
        pairs=_pairs(beliefs),
        scores=_scored(beliefs, future.whole),
        robust_scores=tuple(_scored(beliefs, each) for _, each in future.robust),
    )


def _case(beliefs: Beliefs, inquiry: Inquiry, tried: tuple[Variant, ...]) -> Case:
    stance, frame = beliefs.stance, beliefs.frame
    strongest = [stance.posteriors[driver.template].evidence_share for driver in inquiry.drivers[:_TOP_DRIVERS]]
    critical = [t for t in ("D1", frame.shape.demand, _STAYING, "V1", "V4") if t in stance.posteriors]
    meets = {t: p for t in critical if (p := beliefs.bars[t].p_meets(stance.posteriors[t])) is not None}
    return Case(
        frame=frame,
        is_gate_shut=any(_is_shut(stance, gate) for gate in KILL_GATES if gate in stance.posteriors),
        has_act=stance.has_act((frame.shape.demand, _STAYING)),
        driver_evidence=sum(strongest) / max(len(strongest), 1),
        can_test=bool(inquiry.candidates),
        has_better_variant=any(better(variant, frame) for variant in tried),
        has_one_failing=one_fails(meets, {t: stance.posteriors[t].evidence_share for t in meets}),
        record_count=stance.record_count,
    )


def _is_shut(stance: Stance, gate: str) -> bool:
    """At most .05 after an official or a technical answer."""
    posterior = stance.posteriors[gate]
    decided = any(r.official for r in stance.records[gate]) or posterior.evidence_class is EvidenceClass.TECHNICAL
    return decided and posterior.mean <= SHUT


def _pairs(beliefs: Beliefs) -> tuple[Pair, ...]:
    """Two-lever answers, when the goal is missed at the medians and no plausible value of one lever reaches it."""
    probe, bars_found = beliefs.probe, beliefs.bars.values()
    is_reached = probe.profits({"V1": np.array([probe.median("V1")])})[0] >= beliefs.frame.goal
    if is_reached or any(bar.basis is Basis.GOAL and bar.is_plausible for bar in bars_found):
        return ()
    return pairs(beliefs.stance.posteriors, probe)


def _scored(beliefs: Beliefs, outlook: Outlook) -> tuple[Score, ...]:
    return scores(
        Ground(
            posteriors=outlook.posteriors,
            bars=beliefs.bars,
            simulation=outlook.simulation,
            frame=beliefs.frame,
            completeness=completeness(beliefs.idea.customer),
        )
    )
