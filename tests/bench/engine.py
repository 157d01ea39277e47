"""How fast the engine is, beside a plain Monte Carlo in the same run (Q08, Q25): `make bench-engine`.

Times are the best and the median of several runs in milliseconds; the baseline draws pseudo-random points through the
same quantiles and the same kernel, all draws at once, and values a test by simulating its data draw by draw.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from assay.engine.economics.kernel import simulate
from assay.engine.economics.mapping import Draws, horizon_of, parameters
from assay.engine.library import TEMPLATES
from assay.engine.outlook import Outlook
from assay.engine.simulation import drawn, normals, reached, run
from assay.engine.strata import Strata
from assay.engine.types import Family, Floats
from assay.engine.validate import preview, validate
from assay.engine.voi.designs import possible
from assay.engine.voi.planner import Desk
from tests.engine.ideas import FRAME, beliefs, example, moving, paid

LIVE, REPORT = 16_384, 131_072
SEEDS = range(20)
TESTS = 30


class Row(NamedTuple):
    """One line of the table; ``limit`` in the same unit as ``best``, 0 for none."""

    name: str
    best: float
    middle: float
    limit: float


def timed(name: str, work: Callable[[], object], *, limit: float = 0.0, times: int = 7) -> Row:
    """Best and median wall time of ``work`` in milliseconds, after one run to warm up."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1e3)
    return Row(name, min(taken), statistics.median(taken), limit)


def live(count: int, seed: int = 1) -> Floats:
    """The engine's own way from beliefs to goals reached."""
    return reached(run(drawn(moving(beliefs()), normals(seed, count)), FRAME).outcome, FRAME)


def plain(count: int, seed: int = 1) -> Floats:
    """The baseline's way: pseudo-random points, quantiles one by one, all draws at once."""
    rng, posteriors = np.random.default_rng(seed), moving(beliefs())
    rows = []
    for template, posterior in posteriors.items():
        u = ndtr(rng.standard_normal(count))
        is_gate = TEMPLATES[template].family is Family.GATE
        rows.append(np.asarray(u > 1 - posterior.mean, dtype=np.float64) if is_gate else posterior.ppf(u))
    draws = Draws(templates=tuple(posteriors), values=np.stack(rows))
    return reached(simulate(parameters(draws, FRAME), horizon_of(FRAME), draws=count), FRAME)


def desk() -> Desk:
    """Draws and payoffs from which tests are valued."""
    look = Outlook.of(beliefs(), FRAME, normals(1, LIVE))
    return Desk.of(look, Strata.of(look.simulation.draws, seed=1), ())


def plain_evsi(place: Desk, designs: int) -> float:
    """The baseline's way to value tests: simulate k for every draw, average the best decision per outcome."""
    rng, total = np.random.default_rng(1), 0.0
    rate, worth = place.strata.draws.of("D6"), place.payoffs.values[0]
    for _ in range(designs):
        odds = rate / (1 - rate) * np.exp(0.4 * rng.standard_normal(LIVE))
        k = rng.binomial(100, odds / (1 + odds))
        sums = np.bincount(k, weights=worth, minlength=101) / LIVE
        total += float(np.maximum(sums, 0).sum()) - place.payoffs.best
    return total


def table() -> list[Row]:
    """All measured rows."""
    place = desk()
    designs = list(possible(example("subscription"), FRAME))[:TESTS]
    rows = [
        timed(f"{LIVE} draws x 36 months", lambda: live(LIVE), limit=120),
        timed("  plain Monte Carlo", lambda: plain(LIVE)),
        timed(f"{REPORT} draws x 36 months", lambda: live(REPORT), limit=500, times=5),
        timed("  plain Monte Carlo", lambda: plain(REPORT), times=5),
        timed(f"EVSI of {TESTS} tests", lambda: [place.candidate(design) for design in designs], limit=800),
        timed("  plain Monte Carlo", lambda: plain_evsi(place, TESTS)),
        timed("preview of a record", lambda: preview(example("subscription"), paid(9, 80, id="new"))),
    ]
    names = ("subscription", "services", "content")
    rows += [timed(f"validation: {name}", partial(validate, example(name)), limit=2000, times=5) for name in names]
    return rows


def spread(way: Callable[[int, int], Floats], count: int) -> float:
    """Standard deviation of P(goal) over twenty seeds."""
    return float(np.std([way(count, seed).mean() for seed in SEEDS], ddof=1))


def main() -> int:
    """Print the table; 1 when a limit is missed."""
    rows, write = table(), sys.stdout.write
    write(f"{'':34}{'best ms':>10}{'median ms':>12}{'limit ms':>10}\n")
    for row in rows:
        limit = f"{row.limit:10.0f}" if row.limit else ""
        write(f"{row.name:34}{row.best:10.1f}{row.middle:12.1f}{limit}\n")
    ours, theirs = spread(live, LIVE), spread(plain, LIVE)
    write(f"\nSD of P(goal) over 20 seeds at {LIVE} draws: {ours:.5f}, plain Monte Carlo {theirs:.5f}\n")
    write(f"variance ratio: plain needs {theirs**2 / ours**2:.1f} times the draws for the same precision\n")
    time_ratio = rows[1].best / rows[0].best
    write(f"time ratio at equal draws: {time_ratio:.2f}; at equal precision {time_ratio * theirs**2 / ours**2:.1f}\n")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write(f"peak memory: {memory:.0f} MB (limit 400)\n")
    missed = [row.name for row in rows if row.limit and row.best > row.limit]
    if missed or memory > 400 or ours > 0.002:
        write(f"missed: {', '.join(missed) or 'memory or precision'}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
