"""The pages of the log. Who may: owners and admins their workspace's; everybody their own."""

import csv
import json
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assay.kernel import tenancy
from assay.kernel.reading import notes_itself, shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.audit import api as audit
from assay.modules.identity.api import Action, Actor, actor, list_impersonations, require, signed_in
from assay.modules.watch import services
from assay.modules.watch.events import ACTIVITY, LOG
from assay.modules.watch.forms import SORTS, Narrow
from assay.modules.watch.queries import lines
from assay.modules.watch.types import Line
from assay.web.nav import NavLink

# A cell that begins like a formula is one to a spreadsheet; a quote before it makes it text again.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@require_GET
@signed_in
@throttle("120/m")
@shows(LOG)
def log(request: HttpRequest) -> HttpResponse:
    """What happened in the workspace. Raises RoleTooLow below admin."""
    who = actor(request)
    require(who, Action.AUDIT_SEE)
    form = _narrow(request, who)
    page = lines.list_lines(who, form.wanted(), cursor=request.GET.get("cursor"))
    asked = request.GET.copy()
    asked.pop("cursor", None)
    shown = {
        "form": form,
        "page": page,
        "asked": asked.urlencode(),
        "is_narrowed": any(said for name, said in asked.items() if name != "show"),
        "sorts": list(_sorts(form, asked)),
        "sort": form.sort(),
        "key": audit.public_key(),
    }
    return render(request, "watch/log.html", shown, status=422 if form.errors else 200)


@never_cache
@require_GET
@signed_in
@throttle("120/m")
@shows(ACTIVITY)
def activity(request: HttpRequest) -> HttpResponse:
    """What the signed-in person did, and what happened to their account."""
    who = actor(request)
    looks = request.GET.get("show") == audit.Sort.READS.value
    page = lines.list_own(who, looks=looks, cursor=request.GET.get("cursor"))
    shown = {"page": page, "looks": looks, "looking": list_impersonations(who.person_id)}
    return render(request, "watch/activity.html", shown)


@require_POST
@signed_in
@throttle("6/m")
@notes_itself("publishes LogExported")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as JSON lines, to be checked by whoever likes. Raises RoleTooLow."""
    who = actor(request)
    services.note_export(who, form="JSON")
    return _file(_sealed(who), "application/jsonl", "audit-log.jsonl")


@require_POST
@signed_in
@throttle("6/m")
@notes_itself("publishes LogExported")
def table(request: HttpRequest) -> StreamingHttpResponse:
    """The lines as a table for a spreadsheet, narrowed as the list is. Raises RoleTooLow."""
    who = actor(request)
    services.note_export(who, form="CSV")
    return _file(_rows(who, _narrow(request, who).wanted()), "text/csv; charset=utf-8", "audit-log.csv")


@require_GET
@signed_in
@shows_nothing("the same for everybody")
def verifier(_request: HttpRequest) -> HttpResponse:
    """The program that checks an export: one file."""
    answer = HttpResponse(audit.verifier_source(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_audit.py"'
    return answer


def _narrow(request: HttpRequest, who: Actor) -> Narrow:
    return Narrow(request.GET, people=lines.list_people(who))


def _sorts(form: Narrow, asked: QueryDict) -> Iterator[NavLink]:
    """The tabs over the log; each keeps what else the list is narrowed to."""
    for sort, label in SORTS:
        there = asked.copy()
        there["show"] = sort
        yield NavLink(label=str(label), url=f"?{there.urlencode()}", icon="", is_current=form.sort() == sort)


def _sealed(who: Actor) -> Iterator[str]:
    with tenancy.scope(who.workspace_id):  # the answer is written after the request has left its own scope
        for record in audit.export(who.workspace_id):
            yield json.dumps(record, ensure_ascii=False) + "\n"


class _Echo:
    """What csv writes into: it gives back what it was given."""

    def write(self, text: str) -> str:
        return text


def _rows(who: Actor, wanted: audit.Wanted) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield str(writer.writerow(["time", "who", "what", "kind", "via", "objects", "id"]))
    with tenancy.scope(who.workspace_id):
        for line in lines.every_line(who, wanted):
            yield str(writer.writerow(_cells(line)))


def _cells(line: Line) -> list[str]:
    objects = " ".join(f"{name}={each}" for name, each in line.objects)
    cells = [line.at.isoformat(), line.who, line.said, line.fact, line.via, objects, str(line.id)]
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _file(parts: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(parts, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


app_name = "watch"
urlpatterns = [
    path("app/audit/", log, name="log"),
    path("app/audit/export/", export, name="export"),
    path("app/audit/table/", table, name="table"),
    path("app/audit/verify_audit.py", verifier, name="verifier"),
    path("app/settings/activity/", activity, name="activity"),
]
