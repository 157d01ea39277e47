"""The evidence ledger over the wire."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.bodies import read_body, takes
from assay.kernel.errors import Invalid
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, door
from assay.modules.validation.events import EVIDENCE
from assay.modules.validation.queries.ledger import get_evidence, list_evidence
from assay.modules.validation.schemas import EvidenceIn, EvidenceMade, EvidenceOut
from assay.modules.validation.services.judging import log_and_judge
from assay.modules.validation.types import EvidenceId, NewEvidence

router = Router(tags=["evidence"], auth=door("evidence"))
WRITES = throttle("60/m", name="api.evidence")


@router.get("/ideas/{idea_id}/evidence", response=list[EvidenceOut], summary="The ledger")
@decorate_view(conditional, shows(EVIDENCE))
def list_ledger(request: HttpRequest, idea_id: UUID) -> list[EvidenceOut]:
    """Every row in order (at most 1,000), corrected ones included; the hashes chain them."""
    who, key = actor(request), ideas.IdeaId(idea_id)
    ideas.get(who, key)
    return [EvidenceOut.of(row) for row in list_evidence(key, workspace_id=who.workspace_id)]


@router.post(
    "/ideas/{idea_id}/evidence", response={201: EvidenceMade}, summary="Log evidence", openapi_extra=takes(EvidenceIn)
)
@decorate_view(WRITES, idempotent)
def log(request: HttpRequest, idea_id: UUID) -> Status[EvidenceMade]:
    """Append a row and open a run over it; 422 names every fault of the record."""
    judged = log_and_judge(actor(request), ideas.IdeaId(idea_id), new=_new(request))
    return Status(201, EvidenceMade(id=judged.evidence_id, run_id=judged.run.id))


@router.post(
    "/ideas/{idea_id}/evidence/{evidence_id}/corrections",
    response={201: EvidenceMade},
    summary="Correct a row",
    openapi_extra=takes(EvidenceIn),
)
@decorate_view(WRITES, idempotent)
def correct(request: HttpRequest, idea_id: UUID, evidence_id: UUID) -> Status[EvidenceMade]:
    """Append a row that replaces an earlier one; both stay readable. 409 when it was corrected before."""
    judged = log_and_judge(actor(request), ideas.IdeaId(idea_id), new=_new(request), corrects=EvidenceId(evidence_id))
    return Status(201, EvidenceMade(id=judged.evidence_id, run_id=judged.run.id))


@router.get("/ideas/{idea_id}/evidence/{evidence_id}", response=EvidenceOut, summary="One row")
@decorate_view(conditional, shows(EVIDENCE))
def get_row(request: HttpRequest, idea_id: UUID, evidence_id: UUID) -> EvidenceOut:
    """One row of the ledger."""
    return EvidenceOut.of(get_evidence(actor(request), ideas.IdeaId(idea_id), EvidenceId(evidence_id)))


def _new(request: HttpRequest) -> NewEvidence:
    posted = read_body(request, EvidenceIn)
    try:
        new = posted.to_new()
    except ValueError:
        detail = "There is no such day in the calendar."
        raise Invalid(errors=[{"pointer": "/happened_on", "detail": detail}]) from None
    return replace(new, record=replace(new.record, id="", age_months=0.0))
