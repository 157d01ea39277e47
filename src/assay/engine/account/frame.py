"""The fixed side of an idea on the sheet: the founder's figures, and the constants of the kernel that are ours."""

import numpy as np

from assay.engine.account.sheet import FOUNDER, OURS, Sheet, Trace
from assay.engine.economics.shape import (
    DISCOUNT,
    LIQUIDITY_FLOOR,
    LTV_MONTHS,
    RUNNING_SHARE,
    WIND_DOWN_MONTHS,
)
from assay.engine.frame import Frame
from assay.engine.inputs import IdeaInput


def framed(sheet: Sheet, frame: Frame, idea: IdeaInput) -> None:
    """Enter the frame; ``frame.funds`` only when the founder said what cash there is."""
    sheet.number("frame.goal", frame.goal, label="Goal: profit a month", unit=sheet.money("month"), trace=FOUNDER)
    sheet.number("frame.month", frame.month, label="Goal month", unit="count", trace=FOUNDER)
    sheet.number(
        "frame.affordable_loss", frame.affordable_loss, label="Loss you can afford", unit=sheet.money(), trace=FOUNDER
    )
    if np.isfinite(frame.funds):
        sheet.number("frame.funds", frame.funds, label="Cash you have", unit=sheet.money(), trace=FOUNDER)
    _said_or_ours(sheet, frame)
    price = FOUNDER if idea.money.price else OURS
    sheet.number("frame.planned_price", frame.planned_price, label="Planned price", unit=sheet.money(), trace=price)
    _constants(sheet, frame)


def _said_or_ours(sheet: Sheet, frame: Frame) -> None:
    hours = _by(is_ours=frame.is_hours_default)
    sheet.number("frame.hours", frame.hours_per_week, label="Your hours a week", unit="hours/week", trace=hours)
    wage = Trace(
        kind=OURS.kind, source_id=OURS.source_id, formula_id="frame.wage", inputs=("frame.goal", "frame.hours")
    )
    trace = wage if frame.is_wage_default else FOUNDER
    sheet.number("frame.wage", frame.wage, label="What your hour is worth", unit=sheet.money("hour"), trace=trace)
    share = _by(is_ours=frame.is_paid_share_default)
    sheet.number("frame.paid_share", frame.paid_share, label="Customers won by paying", unit="share", trace=share)


def _by(*, is_ours: bool) -> Trace:
    return OURS if is_ours else FOUNDER


def _constants(sheet: Sheet, frame: Frame) -> None:
    shape, appetite = frame.shape, frame.appetite
    rows = (
        ("kernel.discount", DISCOUNT, "Discount rate a year", "share/year"),
        ("kernel.ltv_months", float(LTV_MONTHS), "Months a customer is counted for", "months"),
        ("kernel.running_share", RUNNING_SHARE, "Share of your hours for running and selling", "share"),
        ("kernel.wind_down", WIND_DOWN_MONTHS, "Months of cost after a gate shuts", "months"),
        ("kernel.ruin_weight", appetite.ruin_weight, "Weight of each unit lost beyond the affordable", "ratio"),
    )
    more = (
        ("kernel.utilisation", shape.utilisation, "Billable share of hours", "share", shape.sells_hours),
        ("kernel.stock_months", shape.stock_months, "Months of sales in stock", "months", shape.stock_months > 0),
        ("kernel.minimum_order", shape.minimum_order, "Units in the first batch", "units", shape.minimum_order > 0),
        ("kernel.liquidity", shape.liquidity, "Customers at which it feels alive", "customers", shape.liquidity > 0),
        ("kernel.liquidity_floor", LIQUIDITY_FLOOR, "Conversion while empty", "share", shape.liquidity > 0),
        ("kernel.supply_factor", shape.supply_factor, "Cost of both sides over one", "ratio", shape.liquidity > 0),
        ("kernel.views", shape.active * 1000.0, "Views per follower and month", "views", shape.visit > 0),
    )
    for id_, value, label, unit in (*rows, *((i, v, lab, u) for i, v, lab, u, used in more if used)):
        sheet.number(id_, value, label=label, unit=unit, trace=OURS)
