"""A run and its surroundings put into one document."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from assay.engine.inputs import IdeaInput
from assay.engine.result import Change, ValidationResult
from assay.engine.types import Quantity
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import Actor
from assay.modules.reports.queries import judgement, substance
from assay.modules.reports.queries.lines import joined, named, number, spread, words
from assay.modules.reports.types import (
    Block,
    Items,
    Line,
    Mix,
    Number,
    Paragraph,
    Picture,
    Report,
    Section,
    Structural,
    Table,
    Tone,
)
from assay.modules.validation import api as validation
from assay.web.words import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything a report is made from."""

    run_id: UUID
    answers: IdeaInput
    result: ValidationResult
    ledger: tuple[validation.Evidence, ...]
    changes: tuple[Change, ...]
    made_at: datetime
    is_sample: bool = False


def build(actor: Actor, idea_id: ideas.IdeaId) -> Report:
    """The report of the idea's last finished run. Raises IdeaNotFound, NoRunYet."""
    return assemble(gather(actor, idea_id))


def gather(actor: Actor, idea_id: ideas.IdeaId) -> Material:
    """What the report of the idea's last finished run is made from. Raises IdeaNotFound, NoRunYet."""
    ideas.get(actor, idea_id)
    run = validation.latest_done(actor, idea_id)
    version = ideas.get_version(ideas.VersionId(run.version_id), workspace_id=actor.workspace_id)
    return Material(
        run_id=run.id,
        answers=validation.read_answers(version.snapshot),
        result=validation.get_result(actor, run.id),
        ledger=validation.list_evidence(idea_id, workspace_id=actor.workspace_id)[: run.ledger_length],
        changes=validation.changes_of(actor, run),
        made_at=run.finished_at or run.created_at,
    )


def assemble(material: Material) -> Report:
    """The document: sections that have nothing to say are left out, the rest is numbered in order."""
    parts = [part for part in _parts(material) if part[2]]
    known = {quantity.id: quantity for quantity in material.result.quantities}
    quantities = _numbers([block for part in parts for block in part[2]], known)
    parts += [("numbers", _("Every number and its source"), _sources_of(quantities)), _method(material)]
    return Report(
        run_id=material.run_id,
        idea_name=material.answers.name,
        sentence=material.answers.sentence,
        verdict=material.result.verdict.name,
        made_at=material.made_at,
        sections=tuple(
            Section(number=i, slug=slug, title=title, blocks=blocks)
            for i, (slug, title, blocks) in enumerate(parts, start=1)
        ),
        quantities=quantities,
        is_sample=material.is_sample,
    )


_MONTH = re.compile(r"\.m\d+$")

type Part = tuple[str, str, tuple[Block, ...]]


def _parts(material: Material) -> Iterator[Part]:
    result, answers = material.result, material.answers
    numbers = {quantity.id: quantity for quantity in result.quantities}
    pictures = validation.pictures_of(result, goal_month=answers.founder.goal.month)
    yield "verdict", _("Verdict"), judgement.verdict_card(result, numbers)
    yield "why", _("Why"), judgement.reasons(result, numbers)
    yield "change-of-mind", _("What would change our mind"), judgement.flip_points(result)
    yield "evidence", _("Evidence"), substance.ledger(material.ledger)
    yield "bars", _("What must be true"), judgement.assumptions(result, pictures)
    yield "questions", _("Ten questions"), judgement.ten_questions(result)
    yield "market", _("Market"), substance.market(result)
    yield "alternatives", _("Alternatives"), substance.alternatives(answers, result.currency)
    yield "money", _("The money"), substance.money(result, pictures, numbers)
    yield "drivers", _("What drives it"), substance.drivers(pictures)
    yield "tests", _("Next tests"), substance.tests(result, pictures, numbers)
    yield "risks", _("Risks and gates"), substance.risks(result, numbers)
    yield "plan", _("Plan"), substance.plan(result, numbers)
    yield "base-rates", _("Base rates"), substance.base_rates(answers.sector)
    yield "changes", _("What moved"), judgement.changes(material.changes)


def _method(material: Material) -> Part:
    result = material.result
    made = (
        (_("Engine"), result.engine_version),
        (_("Registry of benchmarks and defaults"), result.registry_version),
        (_("Seed"), str(result.seed)),
        (_("Simulated futures"), str(result.draws)),
        (_("Head of the ledger"), material.ledger[-1].hash if material.ledger else "–"),
        (_("Input"), result.input_hash),
    )
    text = (
        _("Beliefs are updated with each record's own bias; the future is simulated; the verdict follows from rules."),
        _("The same answers, ledger, versions and seed give the same numbers."),
        _("A chance here is a chance under this model and these inputs, not a promise about the world."),
        _("Evidence is self-reported. The chain of checksums shows order and that nothing was changed, not honesty."),
    )
    lines: tuple[Line, ...] = tuple(joined(words(f"{name}:"), (Structural(value),)) for name, value in made)
    blocks: tuple[Block, ...] = (*(Paragraph(line=words(sentence)) for sentence in text), Items(lines=lines))
    return "method", _("Method and limits"), blocks


def _sources_of(quantities: tuple[Quantity, ...]) -> tuple[Block, ...]:
    """The table of numbers; the points of the curves stand in the JSON, one for each month."""
    listed = tuple(quantity for quantity in quantities if not _MONTH.search(quantity.id))
    note = _("The points of the curves, one for each month, stand with their sources in the JSON form of this report.")
    return (_table_of(listed), Paragraph(line=words(note), tone=Tone.QUIET))


def _table_of(quantities: tuple[Quantity, ...]) -> Table:
    head = (_("Number"), _("Id"), _("Value"), _("Range"), _("Kind"), _("Source"))
    rows = tuple(
        (
            named(quantity.label),
            (Structural(quantity.id),),
            number(quantity) if quantity.value is not None or quantity.p50 is not None else words("–"),
            spread(quantity),
            words(str(KINDS[quantity.kind.value].word)),
            (Structural(quantity.source_id),),
        )
        for quantity in quantities
    )
    return Table(title=_("Every number in this report"), head=head, rows=rows)


def _numbers(blocks: Iterable[Block], known: dict[str, Quantity]) -> tuple[Quantity, ...]:
    """Every quantity the blocks show, once each, by id."""
    found: dict[str, Quantity] = {}
    for block in blocks:
        for quantity in _shown(block, known):
            found.setdefault(quantity.id, quantity)
    return tuple(found[name] for name in sorted(found))


def _shown(block: Block, known: dict[str, Quantity]) -> Iterator[Quantity]:
    match block:
        case Picture():
            yield from (known[name] for name in block.figure.sources if name in known)
        case Mix():
            yield from (block.of, *(share for _kind, share in block.shares))
        case Paragraph() | Items() | Table():
            for line in lines_of(block):
                yield from _bound(line)


def lines_of(block: Paragraph | Items | Table) -> tuple[Line, ...]:
    """Every line of text in a block, in reading order."""
    match block:
        case Paragraph():
            return (block.line,)
        case Items():
            return block.lines
        case Table():
            return tuple(cell for row in block.rows for cell in row)


def _bound(line: Line) -> Iterator[Quantity]:
    return (span.quantity for span in line if isinstance(span, Number))
