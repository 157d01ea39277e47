"""Who looks at which kind of evidence."""

from collections.abc import Mapping

from assay.modules.readiness.conf import Place
from assay.modules.readiness.ports import Prover
from assay.modules.readiness.providers import configuration, documents, drills, outcomes, probes
from assay.modules.readiness.types import Kind


def current(place: Place) -> Mapping[Kind, Prover]:
    """One prover per kind of evidence, each looking at this place."""
    return {
        Kind.TEST: outcomes.prover(place),
        Kind.PROBE: probes.prover(place),
        Kind.CONFIGURATION: configuration.prove,
        Kind.DRILL: drills.prover(place),
        Kind.DOCUMENT: documents.prover(place),
    }
