"""The colours of pictures. The literal ones print well on white; on a page each becomes its theme's variable."""

from dataclasses import dataclass
from enum import StrEnum


class Ink(StrEnum):
    INK = "#1a1d21"
    INK_2 = "#4c5158"
    GRID = "#e5e3dd"
    AXIS = "#8a8880"
    MAIN = "#0b6073"
    MAIN_2 = "#5f9fae"
    MAIN_3 = "#bcd9df"
    PRIOR = "#a3a7ab"
    BAR = "#b7551f"
    BAD = "#b3261e"
    BAD_2 = "#efc4bf"
    GOOD_2 = "#bfe0cd"
    WARN_2 = "#f0dcae"
    PAPER = "#ffffff"
    EVIDENCE = "#0b6074"
    BENCHMARK = "#3f66b5"
    GUESS = "#b7791f"
    DEFAULT = "#8b8f94"
    MODEL = "#6a4fa3"
    AI = "#b0387d"


VARIABLES: dict[Ink, str] = {
    Ink.INK: "--viz-ink", Ink.INK_2: "--viz-ink-2", Ink.GRID: "--viz-grid", Ink.AXIS: "--viz-axis",
    Ink.MAIN: "--viz-main", Ink.MAIN_2: "--viz-main-2", Ink.MAIN_3: "--viz-main-3", Ink.PRIOR: "--viz-prior",
    Ink.BAR: "--viz-bar", Ink.BAD: "--viz-bad", Ink.BAD_2: "--viz-bad-2", Ink.GOOD_2: "--viz-good-2",
    Ink.WARN_2: "--viz-warn-2", Ink.PAPER: "--viz-paper",
    Ink.EVIDENCE: "--kind-logged_evidence", Ink.BENCHMARK: "--kind-cited_benchmark",
    Ink.GUESS: "--kind-founder_input", Ink.DEFAULT: "--kind-authored_default",
    Ink.MODEL: "--kind-model_output", Ink.AI: "--kind-ai_estimate",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A repeated stroke over a ground; ``path`` is drawn on a ``size`` × ``size`` tile."""

    ground: Ink
    stroke: Ink
    path: str
    size: int = 6
    width: float = 1.2


class Fill(StrEnum):
    """Stand-in colours that the finished picture replaces by a pattern, because the grammar knows none."""

    PRIOR = "#fe0001"
    COST = "#fe0002"
    LOW_SIDE = "#fe0003"
    STOP = "#fe0004"
    TEST = "#fe0005"
    BENCHMARK = "#fe0006"
    GUESS = "#fe0007"
    DEFAULT = "#fe0008"
    MODEL = "#fe0009"
    AI = "#fe000a"


_RISING = "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2"
_FALLING = "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2"
_UPRIGHT = "M3,0 v6"
_LEVEL = "M0,3 h6"
_DOTS = "M1.5,3 h1 M4.5,0 h1"

PATTERNS: dict[Fill, Pattern] = {
    Fill.PRIOR: Pattern(ground=Ink.PAPER, stroke=Ink.PRIOR, path=_RISING, width=1.4),
    Fill.COST: Pattern(ground=Ink.PAPER, stroke=Ink.BAR, path=_RISING, width=2),
    Fill.LOW_SIDE: Pattern(ground=Ink.MAIN_3, stroke=Ink.MAIN_2, path=_FALLING, width=1.2),
    Fill.STOP: Pattern(ground=Ink.BAD_2, stroke=Ink.PAPER, path=_FALLING, width=1.2),
    Fill.TEST: Pattern(ground=Ink.WARN_2, stroke=Ink.PAPER, path=_UPRIGHT, width=1.2),
    Fill.BENCHMARK: Pattern(ground=Ink.BENCHMARK, stroke=Ink.PAPER, path=_UPRIGHT),
    Fill.GUESS: Pattern(ground=Ink.GUESS, stroke=Ink.PAPER, path=_DOTS, width=1.5),
    Fill.DEFAULT: Pattern(ground=Ink.DEFAULT, stroke=Ink.PAPER, path=_RISING, width=1.8),
    Fill.MODEL: Pattern(ground=Ink.MODEL, stroke=Ink.PAPER, path=_LEVEL),
    Fill.AI: Pattern(ground=Ink.AI, stroke=Ink.PAPER, path=f"{_RISING} {_FALLING}", width=0.8),
}
