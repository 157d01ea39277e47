"""The wizard's answers over the wire, and the libraries they refer to."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.engine.inputs import IdeaInput
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.kernel import etag
from assay.kernel.bodies import Made, gives, read_body, takes
from assay.kernel.errors import Invalid
from assay.kernel.idempotency import idempotent
from assay.kernel.reading import shows, shows_nothing
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, door
from assay.modules.validation.events import ANSWERS
from assay.modules.validation.queries.answers import readable
from assay.modules.validation.schemas import EvidenceTypeOut, TemplateOut
from assay.modules.validation.services.answers import change_answers, start_idea

router = Router(tags=["answers"], auth=door("ideas"))


@router.post("/ideas", response={201: Made}, summary="Make an idea", openapi_extra=takes(IdeaInput))
@decorate_view(idempotent)
def make_idea(request: HttpRequest) -> Status[Made]:
    """Make an idea from its answers. Evidence is logged afterwards, row by row, and refused here."""
    return Status(201, Made(id=start_idea(actor(request), _without_evidence(read_body(request, IdeaInput)))))


@router.get("/ideas/{idea_id}/answers", response=None, summary="An idea's answers", openapi_extra=gives(IdeaInput))
@decorate_view(shows(ANSWERS))
def get_answers(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The draft as it stands. Its ETag names the revision; send it back as If-Match when you change it."""
    idea = ideas.get(actor(request), ideas.IdeaId(idea_id))
    draft, tag = readable(idea.draft), etag.weak(idea.id, idea.revision)
    if etag.is_fresh(request, tag):
        return etag.not_modified(tag)
    answer = HttpResponse(draft, content_type="application/json")
    answer["ETag"] = tag
    return answer


@router.put(
    "/ideas/{idea_id}/answers", response={204: None}, summary="Change the answers", openapi_extra=takes(IdeaInput)
)
@decorate_view(idempotent)
def put_answers(request: HttpRequest, idea_id: UUID) -> Status[None]:
    """Replace the draft. With If-Match, 412 when somebody changed it since; every fault is reported at once."""
    who, key = actor(request), ideas.IdeaId(idea_id)
    answers = _without_evidence(read_body(request, IdeaInput))
    stands = ideas.get(who, key)
    etag.require_match(request, etag.weak(stands.id, stands.revision))
    change_answers(who, key, lambda _before: answers, revision=stands.revision)
    return Status(204, None)


@router.get("/evidence-types", response=list[EvidenceTypeOut], summary="The kinds of tests")
@decorate_view(etag.conditional, shows_nothing("the catalogue, the same for everybody"))
def list_evidence_types(request: HttpRequest) -> list[EvidenceTypeOut]:  # noqa: ARG001 - ninja hands it over
    """Every kind of test, what it informs and how far it is trusted."""
    return [EvidenceTypeOut.of(kind) for kind in EVIDENCE_TYPES.values()]


@router.get("/assumptions", response=list[TemplateOut], summary="The assumption library")
@decorate_view(etag.conditional, shows_nothing("the catalogue, the same for everybody"))
def list_assumptions(request: HttpRequest) -> list[TemplateOut]:  # noqa: ARG001 - ninja hands it over
    """Every assumption an idea can rest on, and what a record about it must carry."""
    return [TemplateOut.of(template) for template in TEMPLATES.values()]


def _without_evidence(answers: IdeaInput) -> IdeaInput:
    if answers.evidence:
        detail = "Log evidence at /ideas/{id}/evidence, so that every row gets its place in the ledger."
        raise Invalid(errors=[{"pointer": "/evidence", "detail": detail}])
    return replace(answers, evidence=())
