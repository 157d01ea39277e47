"""What a template, an evidence type and its bias are."""

from dataclasses import dataclass
from enum import StrEnum

from assay.engine.types import EvidenceClass, Family


class Group(StrEnum):
    """The four questions every idea has to answer."""

    DESIRABILITY = "desirability"
    VIABILITY = "viability"
    FEASIBILITY = "feasibility"
    ADAPTABILITY = "adaptability"


class Measure(StrEnum):
    """What a ledger row has to carry for an assumption."""

    PROPORTION = "proportion"  # k of n
    MEAN = "mean"  # mean, sd, n
    COUNT = "count"  # k events over an exposure
    HOLDS = "holds"  # yes or no


_MEASURES = {
    Family.RATE: Measure.PROPORTION,
    Family.AMOUNT: Measure.MEAN,
    Family.COUNT: Measure.COUNT,
    Family.GATE: Measure.HOLDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One assumption of the library (product-core 5.5).

    ``is_average`` marks a rate that is measured as an average share (gross margin) and not by counting people.
    ``founder_sets`` marks what the founder decides or can look up (price, rent): their range then stands alone
    and is not pooled with a default.
    """

    id: str
    label: str
    question: str
    group: Group
    family: Family
    unit: str
    explains: str
    lower_is_better: bool = False
    is_average: bool = False
    is_money: bool = False
    founder_sets: bool = False

    @property
    def measure(self) -> Measure:
        """The shape of a ledger row that informs this assumption."""
        return Measure.MEAN if self.is_average else _MEASURES[self.family]


@dataclass(frozen=True, slots=True, kw_only=True)
class Informs:
    """How one evidence type bears on one template.

    ``mu`` and ``tau`` are mean and spread of the bias on the template's scale (logit or log), counted towards the
    flattering side: for a template where lower is better the sign is turned when the bias is applied.
    Gates use likelihood-ratio caps instead.
    """

    template: str
    mu: float = 0.0
    tau: float = 0.0
    lr_cap: float = 1.0
    lr_cap_official: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceType:
    """One kind of test (product-core 5.7): how to run it, what it costs, how far it can be trusted.

    Cash is in US dollars, hours are the founder's, days are calendar days until the answer is in.
    """

    id: str
    label: str
    how: str
    evidence_class: EvidenceClass
    informs: tuple[Informs, ...]
    cash_low: float = 0.0
    cash_high: float = 0.0
    is_cash_per_person: bool = False
    hours: float
    is_hours_per_person: bool = False
    days: int
    min_n: int = 1
    source_id: str = "assay-authored"

    def bears_on(self, template: str) -> Informs | None:
        """The bias entry for ``template``, or None when this test says nothing about it."""
        return next((entry for entry in self.informs if entry.template == template), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """What a circumstance of a test adds to the bias: ``mu`` adds up, ``tau`` adds in squares."""

    mu: float = 0.0
    tau: float = 0.0
