"""Priors: what is believed about one assumption before the ledger, and where that belief comes from."""

from dataclasses import dataclass, replace

from assay.engine.shapes import LogGamma, LogitBeta, Shape, SplitNormal
from assay.engine.types import Family, Kind

_DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A share of a prior, by provenance. The shares of one prior add up to one."""

    kind: Kind
    source_id: str
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """A belief on the family's g scale with its provenance (product-core 5.6)."""

    family: Family
    shape: Shape
    origins: tuple[Origin, ...]

    @property
    def mean(self) -> float:
        """Mean on the g scale (not in the assumption's unit)."""
        return self.shape.mean

    @property
    def sd(self) -> float:
        """Standard deviation on the g scale."""
        return float(self.shape.variance**0.5)

    def share(self, kind: Kind) -> float:
        """How much of this prior comes from ``kind``, 0 to 1."""
        return sum(origin.share for origin in self.origins if origin.kind is kind)

    def with_defaults_shifted(self, sds: float) -> "Prior":
        """The prior with its authored share moved by ``sds`` of its own SDs: one arm of the robust set (5.14)."""
        step = sds * self.sd * self.share(Kind.AUTHORED_DEFAULT)
        return replace(self, shape=self.shape.shifted(step)) if step else self


def normal(family: Family, *, mean: float, sd: float, origins: tuple[Origin, ...]) -> Prior:
    """A prior that is normal on the g scale."""
    return Prior(family=family, shape=SplitNormal(centre=mean, below=sd, above=sd), origins=origins)


def beta(a: float, b: float, *, origin: Origin | None = None) -> Prior:
    """A rate believed to be Beta(a, b)."""
    return Prior(family=Family.RATE, shape=LogitBeta(a=a, b=b), origins=(origin or _authored(),))


def gamma(shape: float, rate: float, *, origin: Origin | None = None) -> Prior:
    """A count per unit of exposure believed to be Gamma(shape, rate)."""
    return Prior(family=Family.COUNT, shape=LogGamma(shape=shape, rate=rate), origins=(origin or _authored(),))


def _authored() -> Origin:
    return Origin(kind=Kind.AUTHORED_DEFAULT, source_id=_DIRECT)
