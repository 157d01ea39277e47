"""Each rule finds what it is for, leaves a calm day alone, tells once, and has a runbook and an alert."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from assay.kernel import clock, context, events
from assay.kernel.events import publish
from assay.kernel.facts import LimitReached, RefusalsMounted
from assay.kernel.ids import new_id
from assay.modules.audit import api as audit
from assay.modules.audit.models import Incident
from assay.modules.billing.events import WebhookParked, WebhookRefused
from assay.modules.comms.models import Message
from assay.modules.identity.events import ApiKeyRefused, PasswordChanged, SignatureRefusal, SignInFailed
from assay.modules.identity.events.factors import FactorRefused, RecoveryCodeUsed
from assay.modules.identity.events.sessions import DeviceSeen, SessionCut, SessionMoved, TravelImpossible
from assay.modules.identity.events.staff import AccountSearched
from assay.modules.watch import policy, services
from assay.modules.watch.policy import RULES
from tests.identity.make import person

ROOT = Path(__file__).parents[2]


def said(*facts: Any) -> None:
    with transaction.atomic():
        for fact in facts:
            publish(fact)


def failure(number: int = 0, *, account: str = "a", network: str = "n", who: UUID | None = None) -> SignInFailed:
    del number
    return SignInFailed(person_id=who, account=account, network=network, stage="password", reason="mismatch")


def opened() -> list[str]:
    services.judge()
    return sorted(Incident.objects.values_list("rule", flat=True))


SOMEBODY = new_id()
ATTACKS: dict[str, list[Any]] = {
    "failed-sign-ins": [failure() for _ in range(10)],
    "password-spraying": [failure(account=f"a{number % 12}") for number in range(15)],
    "credential-stuffing": [failure(account=f"a{number}", network=f"n{number}") for number in range(60)],
    "replayed-signature": [
        SignatureRefusal(key_id=new_id(), workspace_id=new_id(), reason="Its nonce was used before.", network="n")
    ],
    "refused-keys": [ApiKeyRefused(key_id=None, workspace_id=None, reason="unknown", network="n") for _ in range(20)],
    "permission-probing": [RefusalsMounted(person_id=new_id(), workspace_id=None)],
    "replayed-factor": [FactorRefused(person_id=new_id(), kind="totp", reason="replayed")],
    "refused-factors": [FactorRefused(person_id=SOMEBODY, kind="totp", reason="wrong") for _ in range(8)],
    "recovery-code-used": [RecoveryCodeUsed(person_id=new_id(), remaining=3)],
    "parked-payment-event": [WebhookParked(event_id=new_id(), stripe_id="evt_1", type="invoice.paid")],
    "forged-payment-event": [WebhookRefused(reason="SignatureInvalid", network=f"n{number}") for number in range(5)],
    "stolen-session": [SessionCut(person_id=new_id(), session_id=new_id(), network="n")],
    "many-networks": [
        SessionMoved(person_id=SOMEBODY, session_id=new_id(), network=f"n{number}") for number in range(4)
    ],
    "impossible-travel": [
        TravelImpossible(person_id=new_id(), session_id=new_id(), kilometres=6_385, minutes=40),
    ],
    "password-then-new-device": [
        PasswordChanged(person_id=(who := new_id()), by="reset"),
        DeviceSeen(person_id=who, device_id=new_id(), is_first=False),
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", ATTACKS)
def test_the_rule_finds_its_attack_once_and_less_than_that_is_a_calm_day(rule: str) -> None:
    said(*ATTACKS[rule][:-1])
    assert [] == opened()
    said(ATTACKS[rule][-1])

    assert [rule] == opened()
    assert [rule] == opened()


@pytest.mark.django_db
def test_somebody_who_reads_en_masse_is_noticed() -> None:
    who = new_id()
    limit = LimitReached(limit="api.reads", by="person", person_id=who, workspace_id=None, key_id=None, network="n")
    with context.bound(person_id=who):
        said(*[limit for _ in range(5)])

    assert ["mass-reading"] == opened()


@pytest.mark.django_db
def test_somebody_of_the_staff_who_looks_for_many_accounts_is_noticed() -> None:
    who = new_id()
    with context.bound(person_id=who):
        said(*[AccountSearched(account="a", is_found=True) for _ in range(19)])
        assert [] == opened()
        said(AccountSearched(account="b", is_found=False))

    assert ["staff-searching"] == opened()
    assert str(who) == Incident.objects.get().about


@pytest.mark.django_db
def test_many_failures_among_many_more_successes_are_a_busy_day() -> None:
    said(*ATTACKS["credential-stuffing"])
    rule = next(rule for rule in RULES if rule.name == "credential-stuffing")

    assert policy.is_mostly(60, 15, ratio=rule.ratio)
    assert not policy.is_mostly(60, 16, ratio=rule.ratio)


@pytest.mark.django_db
def test_what_lies_before_the_window_counts_no_more() -> None:
    with clock.frozen(clock.now() - timedelta(hours=2)):
        said(*ATTACKS["failed-sign-ins"])

    assert [] == opened()


@pytest.mark.django_db
def test_the_owner_is_told_by_mail_once_for_a_window_and_in_their_own_activity() -> None:
    owner = person()
    said(*[failure(who=owner.pk) for _ in range(10)])
    assert ["failed-sign-ins"] == opened()
    said(*[failure(who=owner.pk) for _ in range(10)])
    assert ["failed-sign-ins"] == opened()

    mails = list(Message.objects.filter(template="watch/mail/failed_sign_ins"))
    assert 1 == len(mails)
    assert "10 failed attempts" in mails[0].text
    assert 20 == Incident.objects.get().total
    assert owner.pk == Incident.objects.get().person_id


@pytest.mark.django_db
def test_the_staff_closes_an_incident_with_a_note_and_only_once() -> None:
    said(*ATTACKS["password-spraying"])
    services.judge()
    incident, by = Incident.objects.get(), new_id()

    audit.close_incident(incident.pk, by=by, note="A school behind one address.")

    assert ("password-spraying", "critical", 1, 0) in audit.count_incidents()
    with pytest.raises(audit.AlreadyClosed):
        audit.close_incident(incident.pk, by=by, note="again")
    with pytest.raises(audit.IncidentNotFound):
        audit.close_incident(new_id(), by=by, note="none")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_reads_facts_that_exist_and_has_a_runbook_and_an_alert(rule: policy.Rule) -> None:
    alerts = (ROOT / "deploy/prometheus/alerts-security.yml").read_text(encoding="utf-8")

    assert [] == [name for name in rule.facts if name not in events.names()]
    assert (ROOT / "docs/runbooks" / f"{rule.name}.md").is_file()
    assert f"docs/runbooks/{rule.name}.md" in alerts


def test_prometheus_takes_the_alerts() -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool comes with Debian's prometheus")
    file = ROOT / "deploy/prometheus/alerts-security.yml"
    done = subprocess.run([program, "check", "rules", file], capture_output=True, text=True, check=False)

    assert (0, True) == (done.returncode, f"{len(RULES) + 1} rules found" in done.stdout)
