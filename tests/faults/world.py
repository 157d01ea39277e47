"""One workspace with one of everything, and the addresses of it all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.apps import apps
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from assay.config.api import api
from assay.kernel import clock, tenancy
from assay.kernel.jobs import find
from assay.kernel.privacy import Email, Secret
from assay.modules.audit.api import Found, list_incidents, open_incident, system_change
from assay.modules.audit.models import Entry, Unsealed
from assay.modules.audit.types import LOOK
from assay.modules.billing import models as billing
from assay.modules.billing.policy.catalogue import PRICES
from assay.modules.directory.models import User as Named
from assay.modules.directory.services.tokens import make_token
from assay.modules.directory.types import Group
from assay.modules.federation.services.connections import save
from assay.modules.federation.services.links import link
from assay.modules.federation.types import Assertion, ConnectionOrder
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.lifecycle import archive
from assay.modules.ideas.services.notes import add_note
from assay.modules.identity.api import Actor, PersonId, Role, admit, open_workspace
from assay.modules.identity.models import FactorRecovery, Invitation, Person, Session, SpentNonce, Workspace
from assay.modules.identity.policy.access import RESEND_AFTER
from assay.modules.identity.queries import tokens
from assay.modules.identity.services import lost_notices
from assay.modules.identity.services.invitations import invite
from assay.modules.identity.services.keys import make as make_key
from assay.modules.identity.services.letters import DISOWNING
from assay.modules.identity.types import KeyOrder, RecoveryState
from assay.modules.privacy.api import ask_export
from assay.modules.privacy.services.exports import ASSEMBLE
from assay.modules.supply.models import Weakness
from tests.directory.make import proven
from tests.discovery.make import searched
from tests.identity.make import Cast, actor_for, cast, person
from tests.validation.make import answered, judged, logged

assert api  # puts the interface together, which is what says which scopes there are
COMPANYS = ConnectionOrder(
    issuer="https://login.example.org", client_id="assay", secret=Secret("of-a-test-and-nothing-else"), role="viewer"
)
NAME = "Lovelace & Co"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``ids`` fills the placeholders of an address with what is Alice's."""

    cast: Cast
    ids: Mapping[str, str]

    @property
    def alice(self) -> Actor:
        return actor_for(self.cast.alice, workspace_id=self.cast.workspace_id)

    @contextmanager
    def inside(self) -> Iterator[Actor]:
        """Act as Alice, below the pages."""
        with tenancy.scope(self.cast.workspace_id):
            yield self.alice


def world(*, bobs_role: Role = Role.MEMBER) -> World:
    """Store one of everything in Alice's workspace, which she shares with Bob, Mia and Dora, who owns it too."""
    people = replace(cast(bobs_role=bobs_role), is_fresh=True)
    dora, mia = person(name="Dora"), person(name="Mia")
    admit(dora.pk, workspace_id=people.workspace_id, role=Role.OWNER)
    admit(mia.pk, workspace_id=people.workspace_id, role=Role.MEMBER)
    with tenancy.scope(people.workspace_id):
        share_it(people.workspace_id)
        ids = _ids(actor_for(people.alice, workspace_id=people.workspace_id))
    named = {
        "person_id": str(mia.pk),
        "home_id": str(people.workspace_id),
        "incident_id": _noticed(),
        "weakness_id": _weak(),
    }
    named["mias_home_id"] = str(actor_for(mia).workspace_id)
    return World(cast=people, ids=ids | _offered(people, by=dora.pk) | named | _links(people, lost_by=mia.pk))


def share_it(workspace_id: UUID) -> None:
    """Make a personal workspace one that others may come into."""
    workspace = Workspace.objects.get(pk=workspace_id)
    workspace.name, workspace.is_personal = NAME, False
    with system_change(reason="a workspace of the tests is shared"):
        workspace.save()


def _ids(alice: Actor) -> dict[str, str]:
    idea = answered(alice)
    search = searched(alice)
    evidence = logged(alice, idea)
    archived = answered(alice, name="Put away")
    archive(alice, archived)
    key = make_key(alice, KeyOrder(name="Nightly", scopes=("ideas:read",)))
    SpentNonce.objects.create(
        workspace_id=alice.workspace_id, key_id=key.id, digest="0" * 64, expires_at=clock.now() + timedelta(hours=1)
    )
    save(alice, COMPANYS)
    with system_change(reason="a directory of the tests names somebody"):
        Named.objects.create(
            workspace_id=alice.workspace_id, person_id=alice.person_id, user_name="a@example.com", said={}
        )
    return {
        "idea_id": str(idea),
        "archived_id": str(archived),
        "note_id": str(add_note(alice, idea, body="Met three owners", tags=("owners",))),
        "action_id": str(add_action(alice, idea, text="Call the vet", due_on=date(2026, 12, 1))),
        "evidence_id": str(evidence),
        "run_id": str(judged(alice, idea).id),
        "search_id": str(search.id),
        "key_id": str(key.id),
        "domain_id": str(proven(alice, f"d{uuid4().hex[:10]}.example.com")),
        "token_id": str(make_token(alice, group=Group.MEMBER, token_id=uuid4()).id),
        "user_id": nobody(),
        "visit_id": _bought(alice),
        "name": "User",
        "quantity_id": "verdict.p_goal",
        "session_id": another_session(alice),
        "export_id": _archive_of(alice),
        "link_id": str(link(alice.person_id, _googles())),
        "invitation_id": _asked_in(alice),
    }


def _asked_in(alice: Actor) -> str:
    """An invitation that was sent long enough ago to be sent once more."""
    invitation_id = invite(alice, email=Email("nina@example.org"), role=Role.VIEWER)
    with system_change(reason="ten minutes of the tests have passed"):
        Invitation.objects.filter(pk=invitation_id).update(sent_at=clock.now() - RESEND_AFTER)
    return str(invitation_id)


def _bought(alice: Actor) -> str:
    """What a purchase leaves behind, and a visit of Alice's to the checkout."""
    here, told = {"workspace_id": alice.workspace_id}, uuid4().hex
    costs = {"currency": "USD", **here}
    with system_change(reason="somebody of the tests has paid"):
        billing.Account.objects.create(**here, customer_id=f"cus_{told}")
        billing.Subscription.objects.create(
            **costs, stripe_id=f"sub_{told}", state="active", price_key=PRICES[0].key, amount_minor=1500
        )
        billing.Invoice.objects.create(
            **costs, stripe_id=f"in_{told}", number="A-1", state="paid", total_minor=1500, paid_minor=1500
        )
        billing.Movement.objects.create(
            **costs, stripe_id=f"re_{told}", kind="refund", status="succeeded", amount_minor=1500
        )
        billing.Event.objects.create(
            stripe_id=f"evt_{told}",
            type="invoice.paid",
            object_id=f"in_{told}",
            owner_id=uuid4(),
            body="{}",
            happened_at=clock.now(),
            state="done",
        )
        visit = billing.Visit.objects.create(
            **here,
            person_id=alice.person_id,
            kind="checkout",
            state="failed",
            price_key=PRICES[0].key,
            expires_at=clock.now(),
        )
    return str(visit.pk)


def _googles() -> Assertion:
    """What a provider says of an account there that is nobody else's."""
    issuer = "https://accounts.example.org"
    return Assertion(provider="google", issuer=issuer, subject=uuid4().hex, email=None, is_proven=False)


def _archive_of(alice: Actor) -> str:
    """An archive that Alice had made and can fetch."""
    export_id = ask_export(alice.person_id)
    find(ASSEMBLE).run(export_id=str(export_id))
    return str(export_id)


def another_session(alice: Actor) -> str:
    """One of Alice's sessions, not the one that a test acts in."""
    client = Client()
    client.force_login(Person.objects.get(pk=alice.person_id))
    return str(Session.objects.filter(person_id=alice.person_id).latest("created_at").pk)


def _weak() -> str:
    """Something that is known against a package that runs here."""
    with system_change(reason="the tests plant a weakness"):
        row = Weakness.objects.create(ecosystem="PyPI", package=uuid4().hex, version="1", name="CVE-1", severity="high")
    return str(row.pk)


def _noticed() -> str:
    """Something that a rule found, and nobody has looked into."""
    found = Found(rule="refused-keys", severity="warning", about="0" * 64, total=20, person_id=None)
    open_incident(found, window=clock.now())
    card = list_incidents(is_open=True).items[0]
    return str(card.id)


def _offered(people: Cast, *, by: UUID) -> dict[str, str]:
    """What waits for Alice outside: a workspace she is asked into, and one she deleted and may still keep."""
    elsewhere, closing = open_workspace(by, name="Elsewhere"), open_workspace(people.alice.pk, name="Closing")
    token = tokens.make()
    with tenancy.scope(elsewhere):
        inviter = Actor(person_id=PersonId(by), workspace_id=elsewhere, role=Role.OWNER)
        offer = invite(inviter, email=Email(people.alice.email), role=Role.MEMBER)
        with system_change(reason="the test knows the token"):
            Invitation.objects.update(token_hash=tokens.hashed(token))
    with tenancy.scope(closing), system_change(reason="a workspace of the tests waits for its end"):
        Workspace.objects.update(closes_at=clock.now() + timedelta(days=1))
    return {"offer_id": str(offer), "closing_id": str(closing), "token": token.reveal()}


def _links(people: Cast, *, lost_by: UUID) -> dict[str, str]:
    """What letters brought Alice, and a member who lost a factor and waits for somebody to vouch."""
    now, token = clock.now(), EmailConfirmationHMAC(EmailAddress.objects.get(user_id=people.alice.pk)).key
    waits = {"started_at": now, "due_at": now + timedelta(days=3)}
    with system_change(reason="a member of the tests lost a factor"):
        lost = FactorRecovery.objects.create(person_id=lost_by, state=RecoveryState.WAITING, **waits)
    session = Session.objects.filter(person_id=people.alice.pk).latest("created_at")
    return {
        "recovery_id": str(lost.pk),
        "lost_token": lost_notices.confirm_link(lost.pk).split("/")[-2],
        "cancel_token": lost_notices.cancel_link(lost.pk).split("/")[-3],
        "disown_token": signing.dumps(str(session.pk), salt=DISOWNING),
        "uidb36": user_pk_to_url_str(people.alice),
        "key": token,
        "code": "not-found",
    }


@contextmanager
def undone() -> Iterator[None]:
    """Try something and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def nobody() -> str:
    """An id that is nobody's."""
    return str(uuid4())


def rows() -> dict[str, int]:
    """How many rows each of our tables holds, the queue included: two equal answers mean that nothing was written.

    Of the log without what somebody was shown: a refusal that shows a page again is written down as that.
    """
    with tenancy.system():
        counts = {
            model._meta.db_table: model._default_manager.count()
            for model in apps.get_models()
            if model.__module__.startswith("assay.") and model._meta.managed
        }
        looks = Entry.objects.filter(name=LOOK)
        counts["audit_unsealed"] -= Unsealed.objects.filter(entry_id__in=looks.values("id")).count()
        counts["audit_entry"] -= looks.count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            counts["procrastinate_jobs"] = cursor.fetchone()[0]
    return counts


def rest() -> None:
    """Forget how often somebody asked: an attack of hundreds of requests is not about the limit."""
    cache.clear()
