"""What a record would change, before it is saved."""

from assay.engine.account.sheet import Sheet, formula
from assay.engine.bars import Bar
from assay.engine.checks import check, checked_record, missing
from assay.engine.inputs import IdeaInput
from assay.engine.library import TEMPLATES
from assay.engine.posterior import Updated, update
from assay.engine.result import Preview, PreviewRow
from assay.engine.stance import Stance
from assay.engine.study import believed
from assay.engine.types import Family, Quantity, Record


def preview(idea: IdeaInput, record: Record) -> Preview:
    """The affected assumption before and after ``record``, with its chance of being as needed.

    Fast: no draws are made. The bar is the one of the ledger as it stands, so that only the record moves. Without the
    answers a verdict needs there is no bar. Problems of the record come back instead of rows. Raises nothing for them.
    """
    problems = (*checked_record(record), *check(idea))
    if problems:
        return Preview(rows=(), problems=tuple(problems))
    stance = Stance.before(idea).after()
    prior = stance.priors.get(record.template)
    if prior is None:
        return Preview(rows=())
    after = update(prior, (*stance.records[record.template], record))
    bar = None if missing(idea) else believed(idea, stance).bars[record.template]
    row = _Row(Sheet(currency=idea.money.currency.upper()), record.template)
    return Preview(rows=(row.written(stance.posteriors[record.template], after, bar),))


class _Row:
    """One assumption, before and after."""

    def __init__(self, sheet: Sheet, template: str) -> None:
        self.sheet = sheet
        self.template = TEMPLATES[template]
        self.stem = f"preview.{template}"
        self.unit = "probability" if self.template.family is Family.GATE else sheet.unit(self.template.unit)

    def written(self, before: Updated, after: Updated, bar: Bar | None) -> PreviewRow:
        value = None if bar is None else bar.value
        return PreviewRow(
            template=self.template.id,
            name=self.template.label,
            before=self._belief("before", before),
            after=self._belief("after", after),
            bar=None if value is None else self._number("bar", value, "Needed", self.unit),
            p_meets_before=self._chance("p_before", bar, before),
            p_meets_after=self._chance("p_after", bar, after),
        )

    def _belief(self, name: str, posterior: Updated) -> Quantity:
        if self.template.family is Family.GATE:
            return self._number(name, posterior.mean, self.template.label, self.unit)
        return self.sheet.belief(
            f"{self.stem}.{name}", posterior, label=self.template.label, unit=self.unit, trace=formula("5.8.posterior")
        )

    def _chance(self, name: str, bar: Bar | None, posterior: Updated) -> Quantity | None:
        p = None if bar is None else bar.p_meets(posterior)
        return None if p is None else self._number(name, p, "Chance that it is as needed", "probability")

    def _number(self, name: str, value: float, label: str, unit: str) -> Quantity:
        trace = formula(f"5.8.{name}", f"assumption.{self.template.id}.posterior")
        return self.sheet.number(f"{self.stem}.{name}", value, label=label, unit=unit, trace=trace)
