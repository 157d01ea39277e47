"""Somebody with data everywhere, each text of theirs with a word of its own that can be looked for."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import models, transaction

from assay.kernel import clock, subjects, tenancy
from assay.kernel.events import Aside, publish
from assay.kernel.jobs import find
from assay.kernel.privacy import Email, Private
from assay.kernel.sealed import SealedEmailField, SealedJSONField, SealedTextField
from assay.kernel.subjects import Holding, Person
from assay.modules.audit.api import Found, open_incident, system_change
from assay.modules.directory.models import User as Named
from assay.modules.federation.services.links import link
from assay.modules.federation.types import Assertion
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.notes import add_note
from assay.modules.identity.api import Actor, Role, open_workspace
from assay.modules.identity.models import Device, Impersonation, Session
from assay.modules.identity.models import Person as Account
from assay.modules.identity.policy.access import GRACE
from assay.modules.identity.providers.sealing import seal_spot
from assay.modules.identity.services.invitations import invite
from assay.modules.identity.services.keys import make as make_key
from assay.modules.identity.services.notices import CODES_MADE, Cause, tell
from assay.modules.identity.services.workspaces import close_workspace
from assay.modules.identity.types import KeyOrder
from assay.modules.identity.types.sessions import Spot
from assay.modules.identity.types.staff import Category
from assay.modules.privacy import api as privacy
from assay.modules.privacy.events import ExportFetched
from assay.modules.privacy.services.exports import ASSEMBLE
from tests.discovery.make import searched
from tests.identity.factors import with_app
from tests.identity.make import actor_for, person
from tests.validation.make import answered, judged, logged

# Filled when they are made: rows of these are never changed, or a service reads what stands in the field.
APPEND_ONLY: Final = frozenset({"audit_entry", "validation_evidence"})
SEALED_APART: Final = frozenset({("identity_session", "place")})


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A person, and every word that stands somewhere in what is theirs, by table and field."""

    account: Account
    words: dict[tuple[str, str], str]


def word(who: str, table: str, field: str) -> str:
    return f"{who}-{table}-{field}".replace("_", "").lower()[:40] + uuid4().hex[:8]


def subject(account: Account) -> Person:
    found = subjects.find(account.pk)
    assert found is not None
    return found


def personal_fields(holding: Holding) -> tuple[str, ...]:
    """The personal fields of a table that an archive shows."""
    shown = {one.name for one in subjects.shown_fields(holding)}
    return tuple(sorted(getattr(holding.model, "personal", frozenset()) & shown))


def mark(account: Account, who: str) -> Marked:
    """Write a word of its own into every personal text of a person that an archive shows."""
    words: dict[tuple[str, str], str] = {}
    for holding in subjects.exported():
        fields = [name for name in personal_fields(holding) if _is_text(holding, name)]
        if not fields or holding.table in APPEND_ONLY:
            continue
        with tenancy.system(), transaction.atomic(), system_change(reason="the tests mark what is somebody's"):
            row = first(holding, account)
            for name in fields:
                words[holding.table, name] = _write(row, name, word(who, holding.table, name))
            row.save()
    return Marked(account=Account.objects.get(pk=account.pk), words=words)


def first(holding: Holding, account: Account) -> Any:
    rows = all_of(holding, account)
    assert rows, f"{account} has nothing in {holding.table}: let tests.privacy.make put something there"
    return rows[0]


def all_of(holding: Holding, account: Account) -> list[models.Model]:
    """Every row of a table that is a person's."""
    assert holding.theirs
    rows: models.QuerySet[models.Model] = models.QuerySet(holding.model)
    with tenancy.system():
        return list(rows.filter(holding.theirs(subject(account))).order_by("pk"))


def _is_text(holding: Holding, name: str) -> bool:
    field = holding.model._meta.get_field(name)
    return isinstance(
        field,
        models.CharField | models.TextField | models.JSONField | SealedTextField | SealedJSONField | SealedEmailField,
    )


def _write(row: Any, name: str, text: str) -> str:
    field = row._meta.get_field(name)
    if (row._meta.db_table, name) in SEALED_APART:
        row.place = seal_spot(Spot(text, (1.0, 2.0)), subject=row.person_id)
    elif isinstance(field, SealedEmailField):
        if row._meta.db_table in {"identity_person", "comms_message", "identity_invitation"}:
            return str(getattr(row, name))  # by which they are found
        text = f"{text}@example.org"
        setattr(row, name, text)
    elif isinstance(field, models.JSONField | SealedJSONField):
        setattr(row, name, {"said": text})
    else:
        setattr(row, name, text)
    return text


def furnished(account: Account, who: str) -> dict[tuple[str, str], str]:
    """Let a person have at least one row wherever a person can have one; return the words that stand in the ledgers."""
    home = actor_for(account)
    with_app(account)
    with tenancy.scope(home.workspace_id):
        searched(home)
        words = written(home, who)
        make_key(home, KeyOrder(name="Nightly", scopes=("ideas:read",)))
    shared = open_workspace(account.pk, name=f"{who} and others")
    with tenancy.scope(shared):
        owner = actor_for(account, workspace_id=shared)
        invite(owner, email=Email(f"{who}-asks-{uuid4().hex[:6]}@example.org"), role=Role.VIEWER)
    link(
        account.pk,
        Assertion(provider="google", issuer="https://a.example", subject=uuid4().hex, email=None, is_proven=False),
    )
    tell(account.pk, CODES_MADE, cause=Cause.new("test"))
    _seen(account, home.workspace_id)
    return words | {("audit_entry", "sealed"): _aside(account, word(who, "audit_entry", "sealed"))}


def written(actor: Actor, who: str) -> dict[tuple[str, str], str]:
    """Work on an idea in a workspace, as anybody would."""
    words = {("validation_evidence", "note"): word(who, "validation_evidence", "note")}
    idea = answered(actor, name=word(who, "ideas", "name"))
    add_note(actor, idea, body=word(who, "ideas", "note"), tags=("owners",))
    add_action(actor, idea, text=word(who, "ideas", "action"), due_on=None)
    logged(actor, idea, note=words["validation_evidence", "note"])
    judged(actor, idea)
    return words


def _seen(account: Account, workspace_id: UUID) -> None:
    """What others and browsers leave behind."""
    staff, now = person(name="Stella"), clock.now()
    with tenancy.scope(workspace_id), system_change(reason="the tests put something everywhere"):
        Device.objects.create(person=account, token_hash=uuid4().hex * 2, browser="b", system="s")
        session = Session.objects.create(person=account, key_hash=uuid4().hex * 2)
        Impersonation.objects.create(
            staff=staff,
            person=account,
            workspace_id=workspace_id,
            session_id=session.pk,
            category=next(iter(Category)),
            reason="x",
            until=now,
            ended_at=now,
        )
        Named.objects.create(workspace_id=workspace_id, person_id=account.pk, user_name="a@example.com", said={})
    found = Found(rule="refused-keys", severity="warning", about=uuid4().hex, total=2, person_id=account.pk)
    open_incident(found, window=now)


def _aside(account: Account, text: str) -> str:
    """Let the log keep a personal detail of somebody."""
    with transaction.atomic():
        seen = ExportFetched(export_id=uuid4(), person_id=account.pk)
        publish(seen, aside=Aside(subject=account.pk, details={"place": Private(text)}))
    return text


def archived(account: Account, *, workspace_id: UUID | None = None) -> dict[str, Any]:
    """Have an archive made and open it: each file by its name, JSON as what it says."""
    export_id = privacy.ask_export(account.pk, workspace_id=workspace_id)
    find(ASSEMBLE).run(export_id=str(export_id))
    return opened(b"".join(privacy.fetch_export(account.pk, export_id=export_id).pieces))


def opened(raw: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name) for name in archive.namelist()}
    return {name: json.loads(text) if name.endswith(".json") else text.decode() for name, text in texts.items()}


def closed(account: Account) -> UUID:
    """A workspace of somebody's that was deleted, and whose last day is over."""
    with clock.frozen(clock.now() - GRACE - timedelta(minutes=1)):
        shared = open_workspace(account.pk, name="Closing")
        with tenancy.scope(shared):
            close_workspace(actor_for(account, workspace_id=shared), name="Closing")
    return shared
