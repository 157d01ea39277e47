"""The pages of the log. Who may: owners and admins their workspace's; everybody their own."""

import csv
import json
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assay.kernel import tenancy
from assay.kernel.throttle import throttle
from assay.modules.audit import api as audit
from assay.modules.identity.api import Action, Actor, actor, list_impersonations, require, signed_in
from assay.modules.watch import services
from assay.modules.watch.forms import Narrow
from assay.modules.watch.queries import lines
from assay.modules.watch.types import Line

# A cell that begins like a formula is one to a spreadsheet; a quote before it makes it text again.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@require_GET
@signed_in
@throttle("120/m")
@audit.audited_read("the audit log")
def log(request: HttpRequest) -> HttpResponse:
    """What happened in the workspace. Raises RoleTooLow below admin."""
    who = actor(request)
    require(who, Action.AUDIT_SEE)
    form = _narrow(request, who)
    page = lines.list_lines(who, form.wanted(), cursor=request.GET.get("cursor"))
    asked = request.GET.copy()
    asked.pop("cursor", None)
    shown = {"form": form, "page": page, "asked": asked.urlencode(), "key": audit.public_key()}
    return render(request, "watch/log.html", shown, status=422 if form.errors else 200)


@never_cache
@require_GET
@signed_in
@throttle("120/m")
def activity(request: HttpRequest) -> HttpResponse:
    """What the signed-in person did, and what happened to their account."""
    who = actor(request)
    page = lines.list_own(who, cursor=request.GET.get("cursor"))
    shown = {"page": page, "looking": list_impersonations(who.person_id)}
    return render(request, "watch/activity.html", shown)


@require_POST
@signed_in
@throttle("6/m")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as JSON lines, to be checked by whoever likes. Raises RoleTooLow."""
    who = actor(request)
    services.note_export(who, form="JSON")
    return _file(_sealed(who), "application/jsonl", "audit-log.jsonl")


@require_POST
@signed_in
@throttle("6/m")
def table(request: HttpRequest) -> StreamingHttpResponse:
    """The lines as a table for a spreadsheet, narrowed as the list is. Raises RoleTooLow."""
    who = actor(request)
    services.note_export(who, form="CSV")
    return _file(_rows(who, _narrow(request, who).wanted()), "text/csv; charset=utf-8", "audit-log.csv")


@require_GET
@signed_in
def verifier(_request: HttpRequest) -> HttpResponse:
    """The program that checks an export: one file."""
    answer = HttpResponse(audit.verifier_source(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_audit.py"'
    return answer


def _narrow(request: HttpRequest, who: Actor) -> Narrow:
    return Narrow(request.GET, people=lines.list_people(who))


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
