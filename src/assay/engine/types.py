"""The words the whole engine shares: archetypes, families, provenance kinds, ranges, records, posteriors."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


class Archetype(StrEnum):
    """The seven business shapes that share one economics kernel (product-core 5.9)."""

    SUBSCRIPTION = "subscription"
    COMMERCE = "commerce"  # transactional software, e-commerce
    SERVICES = "services"
    MARKETPLACE = "marketplace"
    LOCAL = "local"  # a place people come to
    INVENTORY = "inventory"  # a product of one's own, made or bought in batches
    CONTENT = "content"  # content, ads, sponsorship


class Family(StrEnum):
    """How an assumption is measured; it fixes the scale on which beliefs are updated."""

    RATE = "rate"  # logit
    AMOUNT = "amount"  # log
    COUNT = "count"  # log
    GATE = "gate"  # log-odds; phrased so that true is fine


class Kind(StrEnum):
    """Where a number comes from (product-core 5.3). Every shown number has one."""

    FOUNDER_INPUT = "founder_input"
    LOGGED_EVIDENCE = "logged_evidence"
    CITED_BENCHMARK = "cited_benchmark"
    AUTHORED_DEFAULT = "authored_default"
    MODEL_OUTPUT = "model_output"
    AI_ESTIMATE = "ai_estimate"


class Tier(StrEnum):
    """How far a benchmark can be trusted; widens its interval (product-core 5.6)."""

    A = "A"  # official or peer-reviewed
    B = "B"  # vendor with sample size and method
    C = "C"  # secondary
    D = "D"  # authored by us


class EvidenceClass(StrEnum):
    """What people gave: nothing, an opinion, an act, money. Ordered weakest to strongest."""

    NONE = "none"
    RESEARCH = "research"
    TECHNICAL = "technical"
    SAYS = "says"
    DOES = "does"
    PAYS = "pays"


class Recruitment(StrEnum):
    """How the people in a test were found; warmer people flatter more."""

    COLD = "cold"
    PANEL = "panel"
    WARM = "warm"
    FRIENDS = "friends"


class Risk(StrEnum):
    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    BOLD = "bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A founder's 90 % range in the unit of the question: p05, p50, p95, with low <= likely <= high."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise ValueError("must have low <= likely <= high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the evidence ledger, as the engine reads it.

    A rate carries ``k`` of ``n``; an amount carries ``mean``, ``sd`` (natural logs are taken inside) and ``n``;
    a count carries ``k`` events over ``exposure`` units; a gate carries ``holds``.
    """

    id: str
    type: str  # evidence type, X01 to X28
    template: str  # assumption template, D1 to A7
    k: float | None = None
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    exposure: float | None = None
    holds: bool | None = None
    official: bool = False  # a gate answered by the body that decides it
    recruitment: Recruitment = Recruitment.COLD
    registered: bool = False  # the rule was written down before the data came in
    other_segment: bool = False
    other_country: bool = False
    age_months: float = 0.0
    cluster_size: float = 1.0  # mean answers per household, company or event


class Posterior(Protocol):
    """What is believed about one assumption after the ledger, in the assumption's own unit."""

    @property
    def mean(self) -> float: ...

    @property
    def sd(self) -> float: ...

    @property
    def evidence_share(self) -> float:
        """1 − Var(posterior) / Var(prior) on the family's scale, floored at 0."""

    @property
    def evidence_class(self) -> EvidenceClass: ...

    @property
    def is_contradicted(self) -> bool:
        """Leave-one-out predictive p below .05 for some record."""

    def ppf(self, u: Floats) -> Floats:
        """Quantiles at ``u`` in (0, 1), same shape."""

    def cdf(self, x: Floats) -> Floats:
        """P(theta <= x), same shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number that may be shown: value or interval, unit, provenance and lineage (product-core 5.3)."""

    id: str
    label: str
    unit: str
    kind: Kind
    source_id: str
    value: float | None = None
    p05: float | None = None
    p50: float | None = None
    p95: float | None = None
    formula_id: str | None = None
    inputs: tuple[str, ...] = field(default=())
    as_of: str | None = None
