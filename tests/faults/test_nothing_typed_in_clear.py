"""Whatever somebody types anywhere, a dump of the database does not show it (ADR 27).

The fields are not listed here: every page's forms and every body the interface describes are read, and a mark is typed
into each field that takes a text. What is new is typed into as well; what refuses a mark stands below with its reason.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from psycopg import sql

from assay.kernel import crypto, memory, tenancy
from assay.kernel.crypto import SealBroken
from assay.kernel.http import PUBLIC
from assay.kernel.sealed import ERASED, Envelope, SealedField
from assay.modules.ideas.api import IdeaId
from assay.modules.validation.api import NewEvidence, log_evidence
from tests.architecture.test_columns import listed
from tests.faults.addresses import EVERY
from tests.faults.asking import browser, furnished, people
from tests.faults.marks import Marks
from tests.faults.table import Who
from tests.faults.test_dump import dump
from tests.faults.world import World, rest, undone
from tests.owner import as_owner
from tests.validation.make import DAY, INTERVIEWS, judged

ROOT: Final = Path(__file__).resolve().parents[2]
STAFF: Final = (
    "people/{person_id}/acts/{name}/",
    "people/{person_id}/address/",
    "people/{person_id}/look/",
    "workspaces/{workspace_id}/log/",
)
WHOLE: Final = ("POST /api/v1/ideas", "PUT /api/v1/ideas/{idea_id}/answers")
ACTIONS: Final = ("POST /api/v1/ideas/{idea_id}/actions", "PATCH /api/v1/ideas/{idea_id}/actions/{action_id}")
LOGS: Final = (
    "POST /api/v1/ideas/{idea_id}/evidence",
    "POST /api/v1/ideas/{idea_id}/evidence/{evidence_id}/corrections",
)
# Fields that take no mark, and why: what they take is no text of somebody's own.
_CODES: Final = "a code or a day from a list"
_TAKEN: Final = "typed where a page has it, whose field of this name takes one"
REFUSED: Final[dict[str, str]] = {
    "/accounts/login/ login": "nobody has this address",
    "/accounts/with/company/ email": "no company is behind this address",
    "/app/profile/ languages": _CODES,
    "/app/settings/delete/ address": "has to be one's own address",
    "/app/settings/keys/new/ networks": "networks alone",
    "/app/settings/keys/new/ public_key": "a key alone",
    "/app/settings/workspace/sign-in/ secret_ends_on": _CODES,
    "/app/settings/security/passkeys/add/ name": "wants a passkey; the name is typed where it is changed",
    "/app/workspace/delete/ name": "has to be the workspace's own name",
    "/staff/people/ sought": "has to be an id or an address of somebody",
    "/staff/workspaces/ sought": "has to be an id of a workspace",
    **{f"/staff/{rest} ticket": "the number of a ticket" for rest in STAFF},
    **{f"{name} {field}": _CODES for name in WHOLE for field in ("customer/country", "money/currency", "sector")},
    **{f"{name} {field}": _TAKEN for name in WHOLE for field in ("choices", "defaults", "evidence")},
    **{f"{name} due_on": _CODES for name in ACTIONS},
    **{f"{name} {field}": _CODES for name in LOGS for field in ("happened_on", "record/template", "record/type")},
    **{f"{LOGS[1]} {field}": "was corrected on its page before" for field in ("note", "record/id")},
    **{f"POST /api/v1/keys {field}": _CODES for field in ("networks", "public_key", "scopes")},
    **{
        f"PUT /api/v1/profile {field}": _CODES
        for field in ("country", "currency", "experience", "languages", "networks")
    },
}


def typed(there: World) -> Marks:
    """Type a mark into every field, as everybody who has fields of their own, and let the work be done that follows."""
    found = people(there)
    marks = Marks(there.ids)
    marks.fill_pages(browser(there, Who.OWNER, found), below=("app/", "accounts/"))
    for who in (Who.STAFF, Who.SUPPORT):
        marks.fill_pages(browser(there, who, found), below=("staff/",))
    marks.fill_pages(Client(), below=("accounts/", "invitations/"))
    marks.fill_bodies(browser(there, Who.OWNER, found))
    with there.inside() as alice:
        judged(alice, IdeaId(UUID(there.ids["idea_id"])))
    return marks


def forms_of(mark: str) -> Iterator[str]:
    """How a text may stand in a dump: as it is, as hexadecimal digits, in base64 at each of three offsets."""
    yield mark
    yield mark.encode().hex()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + mark.encode()).decode().lower()
        yield coded[4 if offset else 0 : -4]


def in_clear() -> str:
    """What stands in the columns that are plain with a reason."""
    part = sql.SQL("SELECT string_agg({}::text, ' ') FROM {}")
    with tenancy.system(), connection.cursor() as cursor:
        found = []
        for place in listed(ROOT).plain:
            table, _, name = place.partition(".")
            cursor.execute(part.format(sql.Identifier(name), sql.Identifier(table)))
            found += cursor.fetchone()
    return " ".join(filter(None, found))


@pytest.mark.slow  # it types into every field there is, and dumps the whole database
@pytest.mark.django_db(transaction=True)
def test_a_mark_typed_into_any_field_is_in_no_dump(settings: LazySettings) -> None:
    settings.OUTBOUND_ALLOWED = (PUBLIC,)  # so that an issuer is a field like others
    there = furnished()
    marks = typed(there)
    text, clear = dump().lower(), in_clear()

    shown = {place for place, mark in marks.taken.items() if any(form in text for form in forms_of(mark))}

    assert set() == {place for place in shown if marks.taken[place] not in clear}
    assert "/app/settings/workspace/domains/ name" in shown, (
        "what is plain with a reason is found: one knows how to look"
    )
    assert set() == marks.refused - REFUSED.keys()
    read = there.cast.as_alice.get(f"/api/v1/ideas/{there.ids['idea_id']}/notes?limit=100").content.decode()
    assert marks.taken["/app/ideas/{idea_id}/notes/ body"] in read


def of_workspaces() -> list[SealedField[object, object]]:
    """Every field that is sealed under the key of a row's workspace."""
    fields = (field for model in apps.get_models() for field in model._meta.concrete_fields)
    return [field for field in fields if isinstance(field, SealedField) and field.subject == "workspace_id"]


SAID: Final = NewEvidence(record=INTERVIEWS, happened_on=DAY, note="They told me so", money=120.5, minutes=45)


@pytest.mark.django_db
def test_no_field_of_a_row_opens_in_another_workspace() -> None:
    """Somebody who can write to the database moves rows to where they may read them, past every trigger."""
    there, untried = furnished(), set[str]()
    with there.inside() as alice:
        log_evidence(alice, IdeaId(UUID(there.ids["idea_id"])), new=SAID)
    elsewhere = UUID(there.ids["mias_home_id"])
    for field in of_workspaces():
        table = sql.Identifier(field.model._meta.db_table)
        with tenancy.system(), undone(), as_owner() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
            move = "UPDATE {} SET workspace_id = %s WHERE workspace_id = %s"
            cursor.execute(sql.SQL(move).format(table), [elsewhere, there.cast.workspace_id])
            held = list(field.model._default_manager.filter(workspace_id=elsewhere))
            sealed = [row for row in held if isinstance(row.__dict__[field.attname], Envelope)]
            untried |= set() if sealed or field.blank or field.null else {field.context}
            for row in sealed:
                with pytest.raises(SealBroken):
                    getattr(row, field.attname)

    assert set() == untried


@pytest.mark.django_db
def test_of_a_workspace_whose_key_is_destroyed_every_page_is_answered_and_tells_nothing() -> None:
    """Its lists say that there was something; what is made of its answers is gone (410). Nothing breaks."""
    there = furnished()
    browsing = there.cast.as_alice
    crypto.destroy_key(there.cast.workspace_id)
    memory.forget_all()

    answers = {}
    for case in EVERY:
        if case.method == "GET" and ("idea" in case.route or "workspace" in case.route or case.is_api):
            rest()
            answers[case.name] = browsing.get(case.path(there.ids))

    assert {} == {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500}
    assert {ERASED} == {row["name"] for row in answers["GET /api/v1/ideas"].json()["items"]}
    assert {ERASED} == {row["body"] for row in answers["GET /api/v1/ideas/{idea_id}/notes"].json()["items"]}
    assert ERASED in answers["GET /app/ideas/"].content.decode()
    for gone in ("answers", "evidence", "report"):
        assert 410 == answers[f"GET /api/v1/ideas/{{idea_id}}/{gone}"].status_code
    assert 410 == answers["GET /app/ideas/{idea_id}/report/"].status_code
