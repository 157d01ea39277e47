"""The day on which a provider takes a company's secret no more: owners are told in time."""

from datetime import date, timedelta

import pytest
from django.core import mail

from assay.kernel import clock, tenancy
from assay.kernel.privacy import Secret
from assay.kernel.testing import published, run_jobs
from assay.modules.federation.events import SecretEnds
from assay.modules.federation.models import Connection
from assay.modules.federation.services import connections, expiring
from assay.modules.federation.types import ConnectionOrder
from assay.modules.identity.api import Actor, Role
from assay.modules.identity.models import Person
from assay.sandbox.oidc.server import Provider
from tests.federation.make import PAGE, company
from tests.identity.make import client_for


def saved(owner: Actor, provider: Provider, *, ends: date | None, secret: str = "") -> Connection:
    issuer = provider.tenant("company").issuer
    order = ConnectionOrder(
        issuer=issuer, client_id="assay", secret=Secret(secret), role=Role.VIEWER.value, secret_ends_on=ends
    )
    with tenancy.scope(owner.workspace_id):
        connections.save(owner, order)
        return Connection.objects.get()


def letters() -> int:
    run_jobs()
    return [str(message.subject) for message in mail.outbox].count("The secret of the company's sign-in ends")


def test_owners_are_written_to_fourteen_and_three_days_before_and_once_each(provider: Provider) -> None:
    owner, today = company(provider), clock.now()
    saved(owner, provider, ends=(today + timedelta(days=100)).date())
    told = []
    for left in (16, 13, 12, 2, 1, -1):
        with clock.frozen(today + timedelta(days=100 - left)):
            expiring.warn()
            expiring.warn()
            told.append(letters())

    assert [0, 1, 1, 2, 2, 2] == told
    assert [14, 3] == [fact.days for fact in published(SecretEnds)]


def test_a_new_day_is_told_of_anew_and_none_of_nothing(provider: Provider) -> None:
    owner, soon = company(provider), (clock.now() + timedelta(days=2)).date()
    saved(owner, provider, ends=soon)
    assert 1 == expiring.warn()
    saved(owner, provider, ends=None)
    assert 0 == expiring.warn()
    saved(owner, provider, ends=soon + timedelta(days=1))
    assert 1 == expiring.warn()


def test_the_day_and_the_role_are_changed_without_switching_it_off_and_the_secret_is_not(provider: Provider) -> None:
    owner = company(provider)
    kept = saved(owner, provider, ends=clock.now().date())
    assert (True, Role.VIEWER.value) == (kept.is_enabled, kept.role)
    changed = saved(owner, provider, ends=None, secret="another-one")
    assert (False, None, "another-one") == (changed.is_enabled, changed.tried_at, changed.secret)


@pytest.mark.parametrize(("day", "status"), [("2026-02-30", 422), ("soon", 422), ("", 302)])
def test_what_is_no_day_is_refused(provider: Provider, day: str, status: int) -> None:
    owner = company(provider)
    client = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    sent = {"issuer": provider.tenant("company").issuer, "client_id": "assay", "role": "viewer", "secret_ends_on": day}

    assert status == client.post(PAGE, sent).status_code
