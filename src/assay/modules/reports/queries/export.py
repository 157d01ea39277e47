"""The report as JSON: versioned, with the whole result, the ledger and every number's source."""

from typing import Final

from assay.engine.registry import SOURCES
from assay.kernel import wire
from assay.modules.reports.queries.assembly import Material, assemble
from assay.modules.reports.types import Section

SCHEMA_VERSION: Final = 1


def to_json(material: Material) -> bytes:
    """Canonical JSON: equal material gives equal bytes."""
    report = assemble(material)
    return wire.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "is_sample": material.is_sample,
            "run_id": str(material.run_id),
            "made_at": material.made_at.isoformat(),
            "idea": {"name": material.answers.name, "sentence": material.answers.sentence},
            "verdict": report.verdict,
            "contents": [_section(section) for section in report.sections],
            "quantities": [wire.dump(quantity) for quantity in report.quantities],
            "sources": [wire.dump(source) for source in SOURCES.values()],
            "ledger": [wire.dump(row) for row in material.ledger],
            "answers": wire.dump(material.answers),
            "result": wire.dump(material.result),
        }
    )


def _section(section: Section) -> dict[str, object]:
    return {"number": section.number, "slug": section.slug, "title": section.title}
