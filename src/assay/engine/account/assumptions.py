"""The assumptions: what was believed, what is believed, what is needed, and what each belief rests on."""

from collections.abc import Mapping

from assay.engine import registry
from assay.engine.account.sheet import AUTHORED, Sheet, Trace, formula, slot
from assay.engine.bars import Bar, Basis
from assay.engine.inputs import IdeaInput
from assay.engine.library import TEMPLATES, Template
from assay.engine.posterior import Updated, update
from assay.engine.result import AssumptionOut, MixShare, Removal, Sentence
from assay.engine.stance import Stance
from assay.engine.types import Family, Kind, Posterior, Quantity

_GOAL_INPUTS = ("frame.goal", "frame.month")
_NOTES = {
    Basis.NO_EFFECT: "The goal does not depend on this one.",
    Basis.NOT_ALONE: "No plausible value of this one alone reaches the goal.",
    Basis.LOSES_MONEY: "Each extra customer costs more than it earns, so margin or cost comes first.",
    Basis.GATE: "This has to hold.",
}


def mix_shares(sheet: Sheet, stem: str, mix: Mapping[Kind, float], trace: Trace) -> tuple[MixShare, ...]:
    """Enter a mix of sources, in the order of the kinds."""
    return tuple(
        MixShare(
            kind=kind,
            share=sheet.number(
                f"{stem}.mix.{kind.value}",
                mix[kind],
                label=f"Share of {kind.value.replace('_', ' ')}",
                unit="share",
                trace=trace,
            ),
        )
        for kind in Kind
        if kind in mix
    )


def assumptions(
    sheet: Sheet, stance: Stance, bars: Mapping[str, Bar], importance: Mapping[str, float]
) -> tuple[AssumptionOut, ...]:
    """All assumptions in the library's order; ``importance`` is EVPPI over EVPI, ``bars`` may be empty."""
    return tuple(
        _Entry(sheet, stance, template).written(bars.get(template), importance.get(template))
        for template in stance.posteriors
    )


class _Entry:
    """One assumption on its way onto the sheet."""

    def __init__(self, sheet: Sheet, stance: Stance, template: str) -> None:
        self.sheet = sheet
        self.stance = stance
        self.template: Template = TEMPLATES[template]
        self.stem = f"assumption.{template}"
        self.unit = "probability" if self.template.family is Family.GATE else sheet.unit(self.template.unit)

    def written(self, bar: Bar | None, importance: float | None) -> AssumptionOut:
        template, sheet = self.template, self.sheet
        posterior = self.stance.posteriors[template.id]
        prior = self._belief("prior", update(self.stance.priors[template.id]), self._prior_trace())
        after = self._belief("posterior", posterior, self._posterior_trace(posterior))
        stated = None if bar is None else self._bar(bar)
        return AssumptionOut(
            template=template.id,
            name=template.label,
            family=template.family,
            unit=self.unit,
            lower_is_better=template.lower_is_better,
            prior=prior,
            posterior=after,
            bar=stated,
            bar_note=None if bar is None else _note(bar),
            p_meets=None if bar is None else self._p_meets(bar, posterior),
            evidence_share=self._number(
                "evidence_share", posterior.evidence_share, "Share of the doubt that evidence removed", "share"
            ),
            evidence_class=posterior.evidence_class,
            is_contradicted=posterior.is_contradicted,
            importance=None
            if importance is None
            else self._number("importance", importance, "Value of knowing it, of all there is to know", "share"),
            mix=mix_shares(sheet, self.stem, self.stance.mix(template.id), formula("5.3.mix", after.id)),
            sources=tuple(sorted({origin.source_id for origin in self.stance.priors[template.id].origins})),
            record_ids=tuple(sorted(record.id for record in posterior.records)),
        )

    def _belief(self, name: str, posterior: Posterior, trace: Trace) -> Quantity:
        label, id_ = f"{self.template.label} ({name})", f"{self.stem}.{name}"
        if self.template.family is Family.GATE:
            return self.sheet.number(id_, posterior.mean, label=label, unit=self.unit, trace=trace)
        return self.sheet.belief(id_, posterior, label=label, unit=self.unit, trace=trace)

    def _prior_trace(self) -> Trace:
        """The prior's largest origin names it; the mix tells the rest."""
        origin = max(self.stance.priors[self.template.id].origins, key=lambda each: each.share)
        return Trace(kind=origin.kind, source_id=origin.source_id, formula_id="5.6.prior")

    def _posterior_trace(self, posterior: Updated) -> Trace:
        return formula("5.8.posterior", f"{self.stem}.prior", *(f"evidence:{row.id}" for row in posterior.records))

    def _bar(self, bar: Bar) -> Quantity | None:
        if bar.value is None:
            return None
        return self.sheet.number(
            f"{self.stem}.bar", bar.value, label=f"{self.template.label} (needed)", unit=self.unit, trace=_trace(bar)
        )

    def _p_meets(self, bar: Bar, posterior: Posterior) -> Quantity | None:
        p = bar.p_meets(posterior)
        return None if p is None else self._number("p_meets", p, "Chance that it is as needed", "probability")

    def _number(self, name: str, value: float, label: str, unit: str) -> Quantity:
        trace = formula(f"5.8.{name}", f"{self.stem}.posterior")
        return self.sheet.number(f"{self.stem}.{name}", value, label=label, unit=unit, trace=trace)


def _trace(bar: Bar) -> Trace:
    if bar.basis is Basis.GOAL:
        return formula("5.11.bar", *_GOAL_INPUTS)
    if bar.basis is Basis.BUYERS:
        return formula("5.11.buyers", *_GOAL_INPUTS)
    if bar.basis is Basis.PRICE:
        return formula("5.11.price", "frame.planned_price")
    cited = registry.BARS.get(bar.template)
    kind = Kind.CITED_BENCHMARK if cited and cited.source_id != AUTHORED else Kind.AUTHORED_DEFAULT
    return Trace(kind=kind, source_id=cited.source_id if cited else AUTHORED)


def _note(bar: Bar) -> Sentence | None:
    if bar.basis is Basis.GOAL and not bar.is_plausible:
        text = f"{slot(f'assumption.{bar.template}.bar')} lies outside what is plausible today."
        return Sentence(code="bar.implausible", text=text)
    text = _NOTES.get(bar.basis, "")
    return Sentence(code=f"bar.{bar.basis.value}", text=text) if text else None


def removals(idea: IdeaInput) -> tuple[Removal, ...]:
    """What the founder took out, with the reason."""
    return tuple(
        Removal(template=choice.template, name=TEMPLATES[choice.template].label, because=choice.removed_because)
        for choice in idea.choices
        if choice.removed_because
    )
