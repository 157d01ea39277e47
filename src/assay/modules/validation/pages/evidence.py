"""The ledger, and logging to it: choose the test, see what it would change, save; corrections are new rows."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assay.engine.library import EVIDENCE_TYPES, TEMPLATES, EvidenceType, Template
from assay.engine.result import NextTest, PreviewRow
from assay.engine.types import EvidenceClass
from assay.engine.validate import preview
from assay.kernel import clock
from assay.kernel.errors import Invalid
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, signed_in
from assay.modules.validation.events import EVIDENCE
from assay.modules.validation.forms.evidence import EvidenceForm, WhichForm, initial_of
from assay.modules.validation.policy import check_evidence
from assay.modules.validation.queries.answers import read_answers
from assay.modules.validation.queries.ledger import aged, get_evidence, list_evidence, standing_records
from assay.modules.validation.queries.runs import find_latest_done, get_result
from assay.modules.validation.services.judging import log_and_judge
from assay.modules.validation.types import Evidence, EvidenceId, NewEvidence
from assay.web.labels import STRENGTHS, Label

PREVIEW: Final = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A row of the ledger as it is shown."""

    row: Evidence
    type: EvidenceType
    template: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tests of one strength of evidence, each with the assumptions that it tells about."""

    label: Label
    tests: tuple[tuple[EvidenceType, tuple[Template, ...]], ...]


@require_GET
@signed_in
@shows(EVIDENCE)
def ledger(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    who, idea_key = actor(request), ideas.IdeaId(idea_id)
    idea = ideas.get(who, idea_key)
    rows = list_evidence(idea_key, workspace_id=who.workspace_id)
    lines = [
        LedgerLine(row=row, type=EVIDENCE_TYPES[row.record.type], template=TEMPLATES[row.record.template])
        for row in reversed(rows)
    ]
    return render(request, "validation/ledger.html", {"idea": idea, "lines": lines, "tab": "evidence"})


@require_GET
@signed_in
@shows(EVIDENCE)
def choose(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """Which test, about which assumption; sends on to the form that fits."""
    idea = ideas.get(actor(request), ideas.IdeaId(idea_id))
    form = WhichForm(request.GET if "type" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("validation:evidence_new", idea_id, form.cleaned_data["type"], form.cleaned_data["template"])
    shown = {"idea": idea, "groups": _groups(), "planned": _planned(request, idea), "form": form, "tab": "evidence"}
    return render(request, "validation/evidence_choose.html", shown, status=422 if form.errors else 200)


def _groups() -> tuple[Group, ...]:
    """Every kind of test, the strongest evidence first."""
    return tuple(
        Group(
            label=label,
            tests=tuple(
                (kind, tuple(TEMPLATES[informs.template] for informs in kind.informs))
                for kind in EVIDENCE_TYPES.values()
                if kind.evidence_class.value == name
            ),
        )
        for name, label in STRENGTHS.items()
        if name != EvidenceClass.NONE.value
    )


def _planned(request: HttpRequest, idea: ideas.Idea) -> tuple[tuple[NextTest, Template], ...]:
    """What the last verdict would test next, each with the assumption it is about; nothing before a verdict."""
    who = actor(request)
    run = find_latest_done(who, idea.id)
    tests = get_result(who, run.id).next_tests if run else ()
    return tuple((test, TEMPLATES[test.templates[0]]) for test in tests)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("120/m", by="person", methods=("POST",))
@shows(EVIDENCE)
def log(request: HttpRequest, idea_id: UUID, type_id: str, template: str) -> HttpResponse:
    """Log one piece; the first press shows what it would change, the second saves."""
    return _form_page(request, ideas.IdeaId(idea_id), (type_id, template), corrects=None)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("120/m", by="person", methods=("POST",))
@shows(EVIDENCE)
def correct(request: HttpRequest, idea_id: UUID, evidence_id: UUID) -> HttpResponse:
    """The same form over an earlier row; saving adds a row that replaces it."""
    row = get_evidence(actor(request), ideas.IdeaId(idea_id), EvidenceId(evidence_id))
    return _form_page(request, ideas.IdeaId(idea_id), (row.record.type, row.record.template), corrects=row)


def _form_page(
    request: HttpRequest, idea_id: ideas.IdeaId, kind: tuple[str, str], *, corrects: Evidence | None
) -> HttpResponse:
    type_id, template = _known(kind)
    idea = ideas.get(actor(request), idea_id)
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        type_id=type_id,
        template=template,
        initial=initial_of(corrects) if corrects else None,
    )
    wants_preview = PREVIEW in request.POST or request.headers.get("X-Requested-With") == "fetch"
    new = _checked(form)
    if new and not wants_preview:
        return _save(request, idea_id, new, corrects=corrects)
    effect = _effect(request, idea, new, corrects=corrects) if new else None
    shown = {
        "idea": idea,
        "form": form,
        "type": EVIDENCE_TYPES[type_id],
        "template": TEMPLATES[template],
        "corrects": corrects,
        "effect": effect,
        "tab": "evidence",
    }
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "validation/evidence_effect.html", shown)
    return render(request, "validation/evidence_form.html", shown, status=422 if form.errors else 200)


def _known(kind: tuple[str, str]) -> tuple[str, str]:
    type_id, template = kind
    known = EVIDENCE_TYPES.get(type_id)
    if known is None or template not in {informs.template for informs in known.informs}:
        raise Http404
    return type_id, template


def _checked(form: EvidenceForm) -> NewEvidence | None:
    """What was posted, when it passes the form and the ledger's own rules; else None, the faults on the form."""
    if not form.is_bound or not form.is_valid():
        return None
    new = form.to_evidence()
    try:
        check_evidence(new, today=clock.now().date())
    except Invalid as refusal:
        for fault in refusal.errors:
            name = fault["pointer"].rsplit("/", 1)[-1]
            form.add_error(name if name in form.fields else None, fault["detail"])
        return None
    return new


def _save(request: HttpRequest, idea_id: ideas.IdeaId, new: NewEvidence, *, corrects: Evidence | None) -> HttpResponse:
    judged = log_and_judge(actor(request), idea_id, new=new, corrects=corrects.id if corrects else None)
    messages.success(request, _("It stands in the ledger."))
    return redirect("validation:run", idea_id, judged.run.id)


def _effect(
    request: HttpRequest, idea: ideas.Idea, new: NewEvidence, *, corrects: Evidence | None
) -> tuple[PreviewRow, ...]:
    """What a record would change, one row an assumption."""
    today = clock.now().date()
    standing = standing_records(list_evidence(idea.id, workspace_id=actor(request).workspace_id), as_of=today)
    others = tuple(record for record in standing if corrects is None or record.id != str(corrects.id))
    record = replace(aged(new.record, new.happened_on, as_of=today), id="preview")
    return preview(replace(read_answers(idea.draft), evidence=others), record).rows
