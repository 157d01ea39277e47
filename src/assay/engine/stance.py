"""Everything believed about one idea: priors, its ledger by assumption, posteriors; and the same under other priors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from assay.engine.beliefs import Prior
from assay.engine.inputs import IdeaInput
from assay.engine.library import TEMPLATES
from assay.engine.posterior import Updated, update
from assay.engine.priors import prior_for, removed
from assay.engine.types import EvidenceClass, Kind, Record

_ACTS = frozenset({EvidenceClass.DOES, EvidenceClass.PAYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """Beliefs by template id, in the library's order; removed templates and those that do not apply are absent."""

    priors: Mapping[str, Prior]
    records: Mapping[str, tuple[Record, ...]]
    posteriors: Mapping[str, Updated] = field(default_factory=dict)

    @classmethod
    def before(cls, idea: IdeaInput) -> Self:
        """Priors and sorted ledger, not yet put together."""
        gone = removed(idea)
        found = {template: prior_for(template, idea) for template in TEMPLATES if template not in gone}
        priors = {template: prior for template, prior in found.items() if prior is not None}
        records = {t: tuple(r for r in idea.evidence if r.template == t) for t in priors}
        return cls(priors=priors, records=records)

    def after(self) -> "Stance":
        """The same with the evidence taken in."""
        return Stance(priors=self.priors, records=self.records, posteriors=self.seen())

    def seen(self, *, shift: float = 0.0, bias_scale: float = 1.0) -> dict[str, Updated]:
        """Posteriors when our own defaults are ``shift`` SDs better than believed and biases ``bias_scale`` as large.

        One arm of the robust set (product-core 5.14).
        """
        return {
            template: update(
                prior.with_defaults_shifted(-shift if TEMPLATES[template].lower_is_better else shift),
                self.records[template],
                bias_scale=bias_scale,
            )
            for template, prior in self.priors.items()
        }

    def has_act(self, templates: tuple[str, ...]) -> bool:
        """Whether people did or paid something, in sufficient number, on one of these."""
        return any(self.posteriors[t].evidence_class in _ACTS for t in templates if t in self.posteriors)

    @property
    def record_count(self) -> int:
        """How many ledger rows bear on this idea."""
        return sum(len(rows) for rows in self.records.values())

    def mix(self, template: str) -> dict[Kind, float]:
        """Where the belief on one template comes from; adds up to 1."""
        evidence = self.posteriors[template].evidence_share
        mix = {Kind.LOGGED_EVIDENCE: evidence} if evidence else {}
        for origin in self.priors[template].origins:
            mix[origin.kind] = mix.get(origin.kind, 0.0) + (1.0 - evidence) * origin.share
        return mix
