"""The wizard: seven steps, saved as one goes, each usable without script and by keyboard."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assay.engine.inputs import IdeaInput
from assay.kernel.errors import Invalid
from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.billing.api import within_plan
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, signed_in
from assay.modules.validation.events import ANSWERS
from assay.modules.validation.forms.basics import CustomerForm, IdeaForm
from assay.modules.validation.forms.check import CheckForm
from assay.modules.validation.forms.money import GoalForm, MoneyForm
from assay.modules.validation.forms.offer import OfferForm
from assay.modules.validation.forms.problem import ProblemForm
from assay.modules.validation.forms.step import StepForm
from assay.modules.validation.queries.answers import read_answers
from assay.modules.validation.queries.hints import hints_for, hints_for_templates
from assay.modules.validation.queries.importance import by_importance
from assay.modules.validation.services import answers as writes
from assay.modules.validation.services.runs import open_run
from assay.modules.validation.types import Trigger

FORMS: Final[dict[str, type[StepForm]]] = {
    "idea": IdeaForm,
    "customer": CustomerForm,
    "problem": ProblemForm,
    "offer": OfferForm,
    "money": MoneyForm,
    "goal": GoalForm,
    "check": CheckForm,
}
NAMES: Final[dict[str, Promise]] = {
    "idea": gettext_lazy("Idea"),
    "customer": gettext_lazy("Customer"),
    "problem": gettext_lazy("Problem"),
    "offer": gettext_lazy("Offer"),
    "money": gettext_lazy("Money"),
    "goal": gettext_lazy("You"),
    "check": gettext_lazy("Check"),
}
ORDER: Final = tuple(FORMS)
MOST_DIGITS: Final = 10
NONE_OF_OURS: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One station of the stepper."""

    slug: str
    name: Promise
    is_now: bool
    is_done: bool


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@within_plan
@shows_nothing("an empty form")
def new(request: HttpRequest) -> HttpResponse:
    """The first step of an idea that does not exist yet; saving it makes the idea."""
    form = IdeaForm(request.POST) if request.method == "POST" else IdeaForm()
    if request.method == "POST" and form.is_valid():
        idea_id = writes.start_idea(actor(request), form.apply(IdeaInput(name="")))
        return redirect("validation:wizard", idea_id, ORDER[1])
    return _page(request, "idea", form, idea=None)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("120/m", by="person", methods=("POST",))
@shows(ANSWERS)
def step(request: HttpRequest, idea_id: UUID, step: str) -> HttpResponse:
    """Show a step as the draft stands, or save it and go on."""
    if step not in FORMS:
        raise Http404
    who = actor(request)
    idea = ideas.get(who, ideas.IdeaId(idea_id))
    answers = read_answers(idea.draft)
    if idea.is_archived and request.method == "POST":
        raise ideas.IdeaArchivedReadOnly
    form = _form(request, step, answers)
    if request.method == "POST" and form.is_valid() and _saved(request, idea, form):
        return _onward(request, idea, step)
    return _page(request, step, form, idea=idea)


def _form(request: HttpRequest, slug: str, answers: IdeaInput) -> StepForm:
    data = request.POST if request.method == "POST" else None
    if slug == "check":
        templates = by_importance(answers)
        return CheckForm.of(answers, hints_for_templates(answers, templates), templates, data=data)
    form = FORMS[slug]
    hints = hints_for(answers)
    return form.show(answers, hints) if data is None else form.post(data, answers, hints)


def _saved(request: HttpRequest, idea: ideas.Idea, form: StepForm) -> bool:
    try:
        writes.change_answers(actor(request), idea.id, form.apply, revision=_revision(request))
    except Invalid as refusal:
        for fault in refusal.errors:
            named = [part for part in fault["pointer"].split("/") if part in form.fields]
            form.add_error(named[0] if named else None, fault["detail"])
        return False
    return True


def _revision(request: HttpRequest) -> int | None:
    """What the author read, if the page said so; a word that is no revision of ours fits none."""
    said = request.POST.get("revision", "")
    if not said:
        return None
    return int(said) if said.isdecimal() and len(said) < MOST_DIGITS else NONE_OF_OURS


def _onward(request: HttpRequest, idea: ideas.Idea, slug: str) -> HttpResponse:
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
        return redirect("validation:wizard", idea.id, slug)
    if "finish" in request.POST or slug == ORDER[-1]:
        run = open_run(actor(request), idea.id, trigger=Trigger.WIZARD)
        return redirect("validation:run", idea.id, run.id)
    return redirect("validation:wizard", idea.id, ORDER[ORDER.index(slug) + 1])


def _page(request: HttpRequest, slug: str, form: StepForm, *, idea: ideas.Idea | None) -> HttpResponse:
    at = ORDER.index(slug)
    shown = {
        "form": form,
        "slug": slug,
        "idea": idea,
        "steps": [
            Step(slug=name, name=NAMES[name], is_now=name == slug, is_done=i < at) for i, name in enumerate(ORDER)
        ],
        "number": at + 1,
        "total": len(ORDER),
        "before": ORDER[at - 1] if at else None,
        "is_last": slug == ORDER[-1],
    }
    if isinstance(form, CheckForm):
        lines = form.lines()
        shown |= {"lines": lines, "rest": lines[5:]}
    if idea and idea.is_archived:
        shown["answered"] = form.said()
    template = f"validation/wizard/{slug}.html" if slug in {"offer", "check"} else "validation/wizard/step.html"
    return render(request, template, shown, status=422 if form.is_bound else 200)
