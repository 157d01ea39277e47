"""What the charts draw, and the summary of the economics."""

from dataclasses import dataclass

from assay.engine.result.words import Sentence
from assay.engine.types import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFan:
    months: tuple[int, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    loss_line: Quantity | None  # minus the affordable loss


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEvenCurve:
    """P(three months in a row without loss have begun by month t)."""

    months: tuple[int, ...]
    probability: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoBar:
    """Owner profit in the goal month when one input goes from its p10 to its p90, others at their medians."""

    template: str
    name: str
    at_p10: Quantity
    at_p90: Quantity
    rank_correlation: Quantity
    variance_share: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportancePoint:
    """x: how much evidence there is; y: how much knowing would be worth. Upper left = test now."""

    template: str
    name: str
    evidence_share: Quantity
    importance: Quantity
    test_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomicsOut:
    """Intervals over the draws (p05, p50, p95) and the probabilities that matter."""

    break_even_month: Quantity
    payback_month: Quantity
    min_cash: Quantity
    runway_months: Quantity
    cash_end: Quantity
    npv: Quantity
    profit_at_goal: Quantity
    customers_at_goal: Quantity
    customers_needed: Quantity
    unit_contribution: Quantity
    ltv: Quantity
    ltv_cac: Quantity
    cac_payback_months: Quantity
    hours_at_ten_times: Quantity
    p_break_even: Quantity
    p_ltv_cac: Quantity
    p_contribution: Quantity
    extra_customer_loses: Sentence | None  # said when each extra customer loses money in most draws
