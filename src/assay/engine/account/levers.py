"""The two-lever table on the sheet."""

from assay.engine.account.sheet import Sheet, formula
from assay.engine.bars import Pair
from assay.engine.library import TEMPLATES
from assay.engine.result import LeverPair
from assay.engine.study import Study
from assay.engine.types import Quantity


def two_levers(sheet: Sheet, study: Study) -> tuple[LeverPair, ...]:
    """Pairs of inputs that reach the goal together, nearest first; empty when a single one can."""
    return tuple(_pair(sheet, place, pair) for place, pair in enumerate(study.judgement.pairs, start=1))


def _pair(sheet: Sheet, place: int, pair: Pair) -> LeverPair:
    return LeverPair(
        first=pair.first,
        first_value=_value(sheet, f"levers.{place}.first", pair.first, pair.first_value),
        second=pair.second,
        second_value=_value(sheet, f"levers.{place}.second", pair.second, pair.second_value),
    )


def _value(sheet: Sheet, id_: str, template: str, value: float) -> Quantity:
    entry = TEMPLATES[template]
    trace = formula("5.11.pair", "frame.goal", "frame.month")
    return sheet.number(id_, value, label=f"{entry.label} (together)", unit=sheet.unit(entry.unit), trace=trace)
