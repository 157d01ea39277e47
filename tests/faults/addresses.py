"""Every address of the product, and what each takes. A new one needs a case here and a row in `table.py`."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from assay.config.api import api
from assay.engine.discovery import Profile
from assay.kernel import wire
from tests.faults import accounts, staff
from tests.faults.world import NAME
from tests.validation.make import ANSWERS

API = "api/v1/"
EVERYBODYS = frozenset({"", "api/v1/engine", "invitations/{token}/"})
RECORD = {"id": "", "type": "X12", "template": "D6", "k": 19, "n": 120}
EVIDENCE = {"record": RECORD, "happened_on": "2026-11-20"}
LOGGED = {"k": "19", "n": "120", "recruitment": "cold", "happened_on": "2026-11-20", "save": "1"}
NAMED = {"name": "Shift swap", "archetype": "subscription", "stage": "raw"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One method of one address. ``sent`` passes every check; JSON under /api/, a form elsewhere."""

    method: str
    route: str
    sent: Mapping[str, Any] | None = None
    ids: Mapping[str, str] = field(default_factory=dict)  # placeholders that are not the world's own
    wants_more: frozenset[int] = frozenset()  # what it answers to what is sent here, where that is no success

    @property
    def name(self) -> str:
        return f"{self.method} /{self.route}"

    @property
    def is_api(self) -> bool:
        return self.route.startswith(API)

    @property
    def changes(self) -> bool:
        return self.method not in {"GET", "HEAD"}

    def path(self, ids: Mapping[str, str]) -> str:
        """The address with its placeholders filled."""
        path = f"/{self.route}"
        for name, value in {**ids, **{own: ids.get(of, of) for own, of in self.ids.items()}}.items():
            path = path.replace(f"{{{name}}}", value)
        return path

    def send(self, client: Client, ids: Mapping[str, str]) -> Any:
        """Do it as it is meant."""
        if self.sent is None:
            return client.generic(self.method, self.path(ids))
        sent = {name: _filled(value, ids) for name, value in self.sent.items()}
        if self.is_api:
            return self.post(client, ids, json.dumps(sent))
        if "" in sent:  # the body as it stands
            return self.post(client, ids, str(sent[""]), "application/csp-report")
        return client.generic(self.method, self.path(ids), *_form(sent))

    def post(self, client: Client, ids: Mapping[str, str], body: str | bytes, kind: str = "application/json") -> Any:
        """Do it with another body."""
        return client.generic(self.method, self.path(ids), body, content_type=kind)


def placeholders(route: str) -> tuple[str, ...]:
    """The ids an address asks for."""
    return tuple(part.split("}")[0] for part in route.split("{")[1:])


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    """A value that names one of the world's ids in braces becomes that id."""
    return ids.get(value[1:-1], value) if isinstance(value, str) and value.startswith("{") else value


def _form(sent: Mapping[str, Any]) -> tuple[str, str]:
    return urlencode(sent, doseq=True), FORM


FORM = "application/x-www-form-urlencoded"
IDEA = "app/ideas/{idea_id}/"
SEARCH = {"run_id": "search_id"}
ENTRY = {"entry_id": "age-proof-home-planning"}
STEP = {"step": "customer"}
AWAY = {"idea_id": "archived_id"}
OFFER = {"invitation_id": "offer_id"}
SWITCH = {"workspace": "{home_id}"}
KIND = {"type_id": "X12", "template": "D6"}


def _pages() -> Iterator[Case]:
    gets = ("app/", "app/ideas/", "app/ideas/new/", "app/profile/", "app/discover/", "")
    of_an_idea = ("", "plan/", "history/", "evidence/", "evidence/new/", "notes/", "actions/", "report/", "report.pdf")
    yield from (Case(method="GET", route=route) for route in gets)
    yield from (Case(method="GET", route=IDEA + rest) for rest in (*of_an_idea, "report.json", "notes/{note_id}/"))
    yield Case(method="GET", route=f"{IDEA}notes/{{note_id}}/delete/")
    yield Case(method="GET", route=f"{IDEA}actions/{{action_id}}/delete/")
    yield Case(method="GET", route=f"{IDEA}runs/{{run_id}}/")
    yield Case(method="GET", route=f"{IDEA}runs/{{run_id}}/state/")
    yield Case(method="GET", route=f"{IDEA}runs/{{run_id}}/changes/")
    yield Case(method="GET", route=f"{IDEA}evidence/{{evidence_id}}/correct/")
    yield Case(method="GET", route=f"{IDEA}edit/{{step}}/", ids=STEP)
    yield Case(method="GET", route=f"{IDEA}evidence/new/{{type_id}}/{{template}}/", ids=KIND)
    yield Case(method="GET", route="app/discover/{run_id}/", ids=SEARCH)
    yield Case(method="GET", route="app/discover/{run_id}/state/", ids=SEARCH)
    yield Case(method="GET", route="app/audit/")
    yield Case(method="GET", route="app/audit/verify_audit.py")
    yield from _forms()
    yield from _workspace_pages()


def _workspace_pages() -> Iterator[Case]:
    here, member, invitation = "app/workspace/", "app/workspace/members/{person_id}/", "app/workspace/invitations/"
    for rest in ("", "list/", "data/", "leave/", "delete/"):
        yield Case(method="GET", route=here + rest)
    for rest in ("", "remove/", "owner/"):
        yield Case(method="GET", route=member + rest)
    yield Case(method="POST", route=here, sent={"name": "Countess & Co"})
    yield Case(method="POST", route=f"{here}list/", sent={"name": "Another"})
    yield Case(method="POST", route=f"{here}data/export/", sent={})
    yield Case(method="POST", route=f"{here}switch/", sent=SWITCH)
    yield Case(method="POST", route=f"{here}leave/", sent={})
    yield Case(method="POST", route=f"{here}delete/", sent={"name": NAME})
    yield Case(method="POST", route=f"{here}{{workspace_id}}/keep/", sent={}, ids={"workspace_id": "closing_id"})
    yield Case(method="POST", route=member, sent={"role": "viewer"})
    yield Case(method="POST", route=f"{member}remove/", sent={})
    yield Case(method="POST", route=f"{member}owner/", sent={})
    yield Case(method="POST", route=invitation, sent={"email": "new@example.org", "role": "member"})
    yield Case(method="POST", route=f"{invitation}{{invitation_id}}/send/", sent={})
    yield Case(method="POST", route=f"{invitation}{{invitation_id}}/revoke/", sent={})
    yield Case(method="POST", route=f"{invitation}{{invitation_id}}/accept/", sent={}, ids=OFFER)
    yield Case(method="POST", route=f"{invitation}{{invitation_id}}/decline/", sent={}, ids=OFFER)
    yield Case(method="GET", route="invitations/{token}/", ids={"token": "token"})


def _forms() -> Iterator[Case]:
    yield Case(method="POST", route="app/profile/", sent={"currency": "USD", "goal_month": "24", "risk": "bold"})
    yield Case(method="POST", route="app/discover/", sent={})
    yield Case(method="POST", route="app/discover/open/{entry_id}/", sent={}, ids=ENTRY)
    yield Case(method="POST", route="app/ideas/new/", sent=NAMED)
    yield Case(method="POST", route=f"{IDEA}edit/{{step}}/", sent={"role": "owner of a café"}, ids=STEP)
    yield Case(method="POST", route=f"{IDEA}evidence/new/{{type_id}}/{{template}}/", sent=LOGGED, ids=KIND)
    yield Case(method="POST", route=f"{IDEA}evidence/{{evidence_id}}/correct/", sent=LOGGED)
    yield Case(method="POST", route=f"{IDEA}runs/", sent={})
    yield Case(method="POST", route=f"{IDEA}notes/", sent={"body": "A note", "tags": "one, two"})
    yield Case(method="POST", route=f"{IDEA}notes/{{note_id}}/", sent={"body": "Another", "tags": ""})
    yield Case(method="POST", route=f"{IDEA}actions/", sent={"text": "Call", "due_on": "2026-12-01"})
    yield Case(method="POST", route=f"{IDEA}actions/{{action_id}}/status/", sent={"status": "completed"})
    yield Case(method="POST", route=f"{IDEA}actions/{{action_id}}/delete/", sent={})
    yield Case(method="POST", route=f"{IDEA}notes/{{note_id}}/delete/", sent={})
    yield Case(method="POST", route="app/audit/export/", sent={})
    yield Case(method="POST", route="app/audit/table/", sent={})
    yield Case(method="POST", route=f"{IDEA}archive/", sent={})
    yield Case(method="POST", route=f"{IDEA}restore/", sent={}, ids=AWAY)


def _endpoints() -> Iterator[Case]:
    one = "ideas/{idea_id}"
    reads = ("me", "sessions", "audit", "profile", "ideas", "opportunities", "discovery-runs", "evidence-types")
    of_an_idea = ("", "/notes", "/notes/{note_id}", "/actions", "/answers", "/evidence", "/evidence/{evidence_id}")
    yield from (Case(method="GET", route=API + rest) for rest in (*reads, "assumptions", "engine"))
    yield from (Case(method="GET", route=API + one + rest) for rest in (*of_an_idea, "/runs", "/report", "/report.pdf"))
    for rest in ("", "/result", "/quantities/{quantity_id}"):
        yield Case(method="GET", route=f"{API}runs/{{run_id}}{rest}")
    for rest in ("", "/result"):
        yield Case(method="GET", route=f"{API}discovery-runs/{{run_id}}{rest}", ids=SEARCH)
    yield Case(method="GET", route=f"{API}opportunities/{{entry_id}}", ids=ENTRY)
    yield from (Case(method="DELETE", route=f"{API}sessions{rest}") for rest in ("", "/{session_id}"))
    yield Case(method="PUT", route=f"{API}profile", sent=wire.dump(Profile(currency="EUR")))
    yield Case(method="POST", route=f"{API}discovery-runs")
    yield Case(method="POST", route=f"{API}ideas/from-opportunity/{{entry_id}}", ids=ENTRY)
    yield Case(method="POST", route=f"{API}ideas", sent=wire.dump(ANSWERS))
    yield Case(method="PUT", route=f"{API}{one}/answers", sent={**wire.dump(ANSWERS), "name": "Other"})
    yield Case(method="POST", route=f"{API}{one}/evidence", sent=EVIDENCE)
    yield Case(method="POST", route=f"{API}{one}/evidence/{{evidence_id}}/corrections", sent=EVIDENCE)
    yield Case(method="POST", route=f"{API}{one}/runs")
    yield Case(method="POST", route=f"{API}{one}/notes", sent={"body": "A note", "tags": ["one"]})
    yield Case(method="PUT", route=f"{API}{one}/notes/{{note_id}}", sent={"body": "Another"})
    yield Case(method="POST", route=f"{API}{one}/actions", sent={"text": "Call", "due_on": "2026-12-01"})
    yield Case(method="PATCH", route=f"{API}{one}/actions/{{action_id}}", sent={"status": "completed"})
    yield Case(method="DELETE", route=f"{API}{one}/actions/{{action_id}}")
    yield Case(method="DELETE", route=f"{API}{one}/notes/{{note_id}}")
    yield Case(method="POST", route=f"{API}{one}/archive")
    yield Case(method="POST", route=f"{API}{one}/restore", ids=AWAY)


def _workspace_endpoints() -> Iterator[Case]:
    for rest in ("workspace", "members", "members/{person_id}", "invitations"):
        yield Case(method="GET", route=API + rest)
    yield Case(method="PATCH", route=f"{API}workspace", sent={"name": "Countess & Co"})
    yield Case(method="POST", route=f"{API}workspace/leave")
    yield Case(method="PATCH", route=f"{API}members/{{person_id}}", sent={"role": "viewer"})
    yield Case(method="DELETE", route=f"{API}members/{{person_id}}")
    yield Case(method="POST", route=f"{API}invitations", sent={"email": "new@example.org", "role": "member"})
    yield Case(method="POST", route=f"{API}invitations/{{invitation_id}}/send")
    yield Case(method="DELETE", route=f"{API}invitations/{{invitation_id}}")


def _account(method: str, route: str, sent: Mapping[str, Any] | None) -> Case:
    wants_more = accounts.WANTS_MORE.get(f"{method} /{route}", frozenset())
    ids = {"token": accounts.TOKENS[route]} if route in accounts.TOKENS else {}
    return Case(method=method, route=route, sent=sent, ids=ids, wants_more=wants_more)


# What belongs to a workspace, and what everybody makes of it.
CASES: tuple[Case, ...] = (*_pages(), *_endpoints(), *_workspace_endpoints())
# With the accounts, the keys and the open pages: every address there is.
EVERY: tuple[Case, ...] = (
    *CASES,
    *(_account(method, route, sent) for method, route, sent in accounts.ROWS),
    *(Case(method=method, route=route, sent=sent, ids=staff.IDS) for method, route, sent, _ in staff.ROWS),
    Case(method="POST", route=staff.STOP, sent={}),
)


def offered_pages() -> set[str]:
    """The addresses of all pages as the resolver knows them, placeholders in braces."""
    return {path for path in offered() if not path.startswith(API)}


def offered() -> dict[str, Any]:
    """Every address the resolver knows, with the view behind it."""
    return {_braced(path): view for path, view in reversed(tuple(_walk(get_resolver())))}  # the first one counts


def offered_operations() -> set[str]:
    """Every operation of the programming interface, and the document that describes it."""
    paths: Mapping[str, Mapping[str, Any]] = api.get_openapi_schema()["paths"]
    own = {path.replace("path:", ""): methods for path, methods in paths.items()}
    return {f"{method.upper()} {path}" for path, methods in own.items() for method in methods} | {DESCRIPTION}


DESCRIPTION = "GET /api/v1/openapi.json"


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from _walk(pattern, path)


def _braced(path: str) -> str:
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", path).replace("^", "").removesuffix("$")
    for kind in ("uuid", "slug", "path", "str"):
        path = path.replace(f"<{kind}:", "<")
    return path.replace("<", "{").replace(">", "}")


def is_problem(answer: Any, status: int) -> bool:
    """Is this a problem document that says its status, with a type, a title and the request's id?"""
    if answer.status_code != status or answer["Content-Type"] != "application/problem+json":
        return False
    document = json.loads(answer.content)
    return document["status"] == status and bool(document["title"]) and document["instance"].startswith("urn:request:")
