"""The sample report: an invented idea, judged by the same engine as everybody's."""

import json
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from uuid import UUID, uuid5

from assay.engine import ledger as chain
from assay.engine.inputs import IdeaInput
from assay.engine.types import Record
from assay.engine.validate import validate
from assay.kernel import wire
from assay.modules.reports.queries.assembly import Material
from assay.modules.validation.api import Evidence, EvidenceId

SPACE = UUID("6d1c5d0e-6b0f-5a3e-9d0c-2f4a8f0b7c11")
DAY = date(2026, 11, 2)


@cache
def sample_material() -> Material:
    """What the sample is made from; worked out once per process (about a second)."""
    answers = sample_answers()
    return Material(
        run_id=uuid5(SPACE, "run"),
        answers=answers,
        result=validate(answers),
        ledger=_ledger(answers.evidence),
        changes=(),
        made_at=datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC),
        is_sample=True,
    )


def sample_answers() -> IdeaInput:
    """The invented idea."""
    text = files("assay.engine.data").joinpath("sample_idea.json").read_text(encoding="utf-8")
    return wire.load(IdeaInput, json.loads(text))


def _ledger(records: tuple[Record, ...]) -> tuple[Evidence, ...]:
    rows: list[Evidence] = []
    for position, record in enumerate(records, start=1):
        before = rows[-1].hash if rows else chain.GENESIS
        rows.append(
            Evidence(
                id=EvidenceId(uuid5(SPACE, f"evidence:{position}")),
                position=position,
                record=record,
                happened_on=DAY,
                note="",
                money=None,
                minutes=None,
                corrects=None,
                corrected_by=None,
                logged_by=uuid5(SPACE, "founder"),
                hash=chain.row_hash(before, {"position": position, "record": wire.dump(record)}),
                prev_hash=before,
                created_at=datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC),
            )
        )
    return tuple(rows)
