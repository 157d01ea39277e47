"""The pages of ideas: the list, notes and action items. Who may: anybody signed in; members and above may change."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.billing.api import within_plan
from assay.modules.ideas.events import ACTIONS, IDEAS, NOTES
from assay.modules.ideas.forms import ActionForm, FilterForm, NoteForm, StatusForm
from assay.modules.ideas.queries import ideas as reads
from assay.modules.ideas.queries import journal
from assay.modules.ideas.services import actions, lifecycle, notes
from assay.modules.ideas.types import ActionId, ActionStatus, IdeaId, IdeaRow, NoteId
from assay.modules.identity.api import actor, signed_in
from assay.web import format as fmt
from assay.web.sparkline import sparkline


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list, its numbers as people read them."""

    row: IdeaRow
    p_goal: str
    p_range: str
    spark: SafeString


def _line(row: IdeaRow) -> Line:
    standing = row.standing
    ends = (standing.p_low, standing.p_high) if standing else (None, None)
    return Line(
        row=row,
        p_goal=fmt.percent(standing.p_goal) if standing and standing.p_goal is not None else "",
        p_range=_range(*ends),
        spark=sparkline(row.trend, label=_("How the chance of reaching the goal moved")),
    )


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else fmt.interval(low, high, "share")


@require_GET
@signed_in
@shows_nothing("leads on to the list")
def home(_request: HttpRequest) -> HttpResponse:
    return redirect("ideas:list")


@require_GET
@signed_in
@shows(IDEAS)
def list_ideas(request: HttpRequest) -> HttpResponse:
    who, form = actor(request), FilterForm(request.GET)
    form.is_valid()
    archived, search = form.cleaned_data["archived"], form.cleaned_data["q"]
    page = reads.list_page(who, archived=archived, search=search, cursor=request.GET.get("cursor"))
    return render(
        request,
        "ideas/list.html",
        {
            "page": page,
            "lines": [_line(row) for row in page.items],
            "archived": archived,
            "search": search,
            "form": form,
            "count": reads.count(who),
            "archived_count": reads.count(who, archived=True),
        },
    )


@require_POST
@signed_in
@throttle("60/m", by="person")
def archive(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    lifecycle.archive(actor(request), IdeaId(idea_id))
    messages.success(request, _("The idea is archived. Nothing is lost; you find it under “Archived”."))
    return redirect("ideas:list")


@require_POST
@signed_in
@throttle("60/m", by="person")
@within_plan
def restore(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    lifecycle.restore(actor(request), IdeaId(idea_id))
    messages.success(request, _("The idea is back."))
    return redirect("validation:idea", idea_id)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@shows(NOTES)
def note_list(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    who, idea = actor(request), IdeaId(idea_id)
    form = NoteForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        notes.add_note(who, idea, body=form.cleaned_data["body"], tags=form.cleaned_data["tags"])
        return redirect("ideas:notes", idea_id)
    page = journal.list_notes(who, idea, cursor=request.GET.get("cursor"))
    shown = {"idea": reads.get(who, idea), "page": page, "form": form, "tab": "notes"}
    return render(request, "ideas/notes.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@shows(NOTES)
def note_edit(request: HttpRequest, idea_id: UUID, note_id: UUID) -> HttpResponse:
    who, idea, note = actor(request), IdeaId(idea_id), NoteId(note_id)
    stands = journal.get_note(who, idea, note)
    form = NoteForm(_posted(request), initial={"body": stands.body, "tags": ", ".join(stands.tags)})
    if request.method == "POST" and form.is_valid():
        notes.edit_note(who, idea, note, body=form.cleaned_data["body"], tags=form.cleaned_data["tags"])
        messages.success(request, _("The note is saved."))
        return redirect("ideas:notes", idea_id)
    shown = {"idea": reads.get(who, idea), "note": stands, "form": form, "tab": "notes"}
    return render(request, "ideas/note_edit.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@shows(NOTES)
def note_delete(request: HttpRequest, idea_id: UUID, note_id: UUID) -> HttpResponse:
    """Asks first; the note is gone for good afterwards."""
    who, idea, note = actor(request), IdeaId(idea_id), NoteId(note_id)
    if request.method == "POST":
        notes.delete_note(who, idea, note)
        messages.success(request, _("The note is deleted."))
        return redirect("ideas:notes", idea_id)
    shown = {"idea": reads.get(who, idea), "note": journal.get_note(who, idea, note), "tab": "notes"}
    return render(request, "ideas/note_delete.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@shows(ACTIONS)
def action_list(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    who, idea = actor(request), IdeaId(idea_id)
    form = ActionForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        actions.add_action(who, idea, text=form.cleaned_data["text"], due_on=form.cleaned_data["due_on"])
        return redirect("ideas:actions", idea_id)
    items = journal.list_actions(who, idea)
    shown = {
        "idea": reads.get(who, idea),
        "open_items": [item for item in items if item.status is not ActionStatus.COMPLETED],
        "done_items": [item for item in items if item.status is ActionStatus.COMPLETED],
        "form": form,
        "tab": "actions",
    }
    return render(request, "ideas/actions.html", shown, status=422 if form.errors else 200)


@require_POST
@signed_in
@throttle("120/m", by="person")
@shows(ACTIONS)
def action_status(request: HttpRequest, idea_id: UUID, action_id: UUID) -> HttpResponse:
    form = StatusForm(request.POST)
    if form.is_valid():
        actions.set_status(actor(request), IdeaId(idea_id), ActionId(action_id), form.cleaned_data["status"])
    else:
        messages.error(request, _("That is no state an action item can have."))
    return redirect("ideas:actions", idea_id)


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@shows(ACTIONS)
def action_delete(request: HttpRequest, idea_id: UUID, action_id: UUID) -> HttpResponse:
    """Asks first; the action item is gone for good afterwards."""
    who, idea, action = actor(request), IdeaId(idea_id), ActionId(action_id)
    if request.method == "POST":
        actions.delete_action(who, idea, action)
        messages.success(request, _("The action item is deleted."))
        return redirect("ideas:actions", idea_id)
    shown = {"idea": reads.get(who, idea), "item": journal.get_action(who, idea, action), "tab": "actions"}
    return render(request, "ideas/action_delete.html", shown)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even when that is nothing: an empty form is refused, not shown again without a word."""
    return request.POST if request.method == "POST" else None


urlpatterns = [
    path("app/", home, name="home"),
    path("app/ideas/", list_ideas, name="list"),
    path("app/ideas/<uuid:idea_id>/archive/", archive, name="archive"),
    path("app/ideas/<uuid:idea_id>/restore/", restore, name="restore"),
    path("app/ideas/<uuid:idea_id>/notes/", note_list, name="notes"),
    path("app/ideas/<uuid:idea_id>/notes/<uuid:note_id>/", note_edit, name="note"),
    path("app/ideas/<uuid:idea_id>/notes/<uuid:note_id>/delete/", note_delete, name="note_delete"),
    path("app/ideas/<uuid:idea_id>/actions/", action_list, name="actions"),
    path("app/ideas/<uuid:idea_id>/actions/<uuid:action_id>/status/", action_status, name="action_status"),
    path("app/ideas/<uuid:idea_id>/actions/<uuid:action_id>/delete/", action_delete, name="action_delete"),
]
