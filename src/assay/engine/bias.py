"""How far a ledger row can be trusted: its method's bias and what the circumstances add (product-core 5.7, 5.8)."""

from dataclasses import dataclass

from assay.engine import library
from assay.engine.library import EvidenceType, Informs
from assay.engine.types import EvidenceClass, Record, Recruitment

SHARED = 0.7  # rho: the share of a method's variance that all its records have in common
INTRA_CLUSTER = 0.1  # answers of one household or company are this much alike

_MONTHS = 12.0
_STRENGTH = tuple(EvidenceClass)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Method:
    """Records of one type among people found in one way share a bias."""

    type: str
    recruitment: Recruitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """``observed = true + b`` on the template's scale: b has mean ``mu``, variance ``shared + own``.

    ``shared`` is drawn once per method, ``own`` once per record.
    """

    mu: float
    shared: float
    own: float

    @property
    def variance(self) -> float:
        return self.shared + self.own


def method_of(record: Record) -> Method:
    """The group a record belongs to."""
    return Method(type=record.type, recruitment=record.recruitment)


def entry_of(record: Record) -> Informs:
    """The bias entry of a record's type for its template. Raises ValueError when the test says nothing about it."""
    evidence = type_of(record)
    entry = evidence.bears_on(record.template)
    if entry is None:
        raise ValueError(f"{record.type} ({evidence.label}) says nothing about {record.template}")
    return entry


def type_of(record: Record) -> EvidenceType:
    """The evidence type of a record. Raises ValueError when there is none of that id."""
    evidence = library.EVIDENCE_TYPES.get(record.type)
    if evidence is None:
        raise ValueError(f"there is no evidence type {record.type!r}")
    return evidence


def bias_of(record: Record, *, scale: float = 1.0) -> Bias:
    """The bias of one record on its template's scale; ``scale`` multiplies the mean (robust set, 5.14).

    The table counts bias towards the flattering side, so it turns its sign where lower is better. The method is type
    and recruitment together: the spread of both is shared in the proportion rho by all its records.
    """
    entry = entry_of(record)
    found = library.RECRUITMENT[record.recruitment]
    sign = -1.0 if library.TEMPLATES[record.template].lower_is_better else 1.0
    method = entry.tau**2 + found.tau**2
    return Bias(
        mu=sign * scale * (entry.mu + found.mu),
        shared=SHARED * method,
        own=(1 - SHARED) * method + _circumstances(record),
    )


def effective_n(n: float, *, cluster_size: float) -> float:
    """Answers that count, when they came in clusters of ``cluster_size`` on average (Kish's design effect)."""
    return n / (1 + (max(cluster_size, 1.0) - 1) * INTRA_CLUSTER)


def evidence_class(records: tuple[Record, ...]) -> EvidenceClass:
    """The strongest class in which some type has reached its least number of answers."""
    sizes: dict[str, float] = {}
    for record in records:
        sizes[record.type] = sizes.get(record.type, 0.0) + _size(record)
    reached = [library.EVIDENCE_TYPES[kind] for kind, size in sizes.items() if size >= _least(kind)]
    return max((kind.evidence_class for kind in reached), key=_STRENGTH.index, default=EvidenceClass.NONE)


def _least(kind: str) -> float:
    return library.EVIDENCE_TYPES[kind].min_n


def _size(record: Record) -> float:
    """People or cases behind a record; a yes-or-no answer counts as enough by itself."""
    if record.holds is not None:
        return _least(record.type)
    return float(record.n if record.n is not None else record.k or 0.0)


def _circumstances(record: Record) -> float:
    modifiers = (
        (not record.registered, library.UNREGISTERED),
        (record.other_segment, library.OTHER_SEGMENT),
        (record.other_country, library.OTHER_COUNTRY),
    )
    years = max(record.age_months - _MONTHS, 0.0) / _MONTHS
    return sum(modifier.tau**2 for holds, modifier in modifiers if holds) + years * library.PER_YEAR_OF_AGE.tau**2
