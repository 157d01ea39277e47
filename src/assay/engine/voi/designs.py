"""Which tests an idea can run now, in which sizes, and what each costs in the idea's currency."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from assay.engine import registry
from assay.engine.frame import Frame
from assay.engine.inputs import CustomerType, IdeaInput, Stage
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES, EvidenceType
from assay.engine.types import EvidenceClass, Family

SIZES = (8, 12, 20, 30, 50, 80, 120, 200, 300, 500)
_STAGES = tuple(Stage)
_NEEDS_STAGE = {
    "X14": Stage.PROTOTYPE,  # a pilot needs something to pilot
    "X23": Stage.LAUNCHED,  # needs active users
    "X24": Stage.LAUNCHED,
    "X28": Stage.LAUNCHED,
}
_COMPANIES = frozenset(
    {CustomerType.MICRO, CustomerType.SMB, CustomerType.ENTERPRISE, CustomerType.PUBLIC, CustomerType.NON_PROFIT}
)
_MANY = 100  # people a desk count stands for
_MOST_DAYS = 120.0
_DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One test in one size; money in the idea's currency, hours the founder's, days until the answer is in."""

    type: EvidenceType
    n: int
    cash: float
    hours: float
    days: float

    @property
    def templates(self) -> tuple[str, ...]:
        """What the test speaks about."""
        return tuple(entry.template for entry in self.type.informs)

    def sample(self, template: str) -> int:
        """Answers it yields on one assumption."""
        if self.type.evidence_class is EvidenceClass.RESEARCH and TEMPLATES[template].family is not Family.AMOUNT:
            return max(self.n, _MANY)
        return self.n

    def price(self, frame: Frame) -> float:
        """Cash and hours together, in money."""
        return self.cash + self.hours * frame.wage


def possible(idea: IdeaInput, frame: Frame) -> Iterator[Design]:
    """Every test this idea can run at its stage and pay for, in every sensible size, in the library's order."""
    factor = registry.money_scale(frame.currency).per_dollar
    purse = min(frame.affordable_loss, frame.funds)
    for kind in EVIDENCE_TYPES.values():
        if not _fits(kind, idea):
            continue
        for n in _sizes(kind):
            design = _design(kind, n, factor, frame)
            if design.cash <= purse and design.days <= _MOST_DAYS:
                yield design


def _fits(kind: EvidenceType, idea: IdeaInput) -> bool:
    needed = _NEEDS_STAGE.get(kind.id, Stage.RAW)
    if _STAGES.index(idea.stage) < _STAGES.index(needed):
        return False
    return kind.id != "X13" or idea.customer.type in _COMPANIES


def _sizes(kind: EvidenceType) -> tuple[int, ...]:
    """The least size and everything larger; what is looked up or tried once has one size."""
    if kind.evidence_class in {EvidenceClass.RESEARCH, EvidenceClass.TECHNICAL}:
        return (kind.min_n,)
    return tuple(sorted({kind.min_n, *(n for n in SIZES if n >= kind.min_n)}))


def _design(kind: EvidenceType, n: int, factor: float, frame: Frame) -> Design:
    """Cash grows with the number of people, hours with its square root unless each person takes their own."""
    growth = n / kind.min_n
    middle = (kind.cash_low + kind.cash_high) / 2.0 * factor
    hours = kind.hours * (n if kind.is_hours_per_person else sqrt(growth))
    return Design(
        type=kind,
        n=n,
        cash=middle * (n if kind.is_cash_per_person else growth),
        hours=hours,
        days=max(float(kind.days), hours / frame.hours_per_week * _DAYS_PER_WEEK),
    )
