"""What Prometheus reads: closed without its token, and counted in the database, whatever the processes."""

import pytest
from django.db import transaction
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from assay.kernel.events import publish
from assay.kernel.facts import RefusalsMounted
from assay.kernel.ids import new_id
from assay.modules.audit import api as audit
from assay.modules.identity.events import SignInFailed
from assay.modules.watch import services

TOKEN = "of-the-tests-and-of-nothing-else"


def scrape(client: Client, token: str = TOKEN) -> dict[tuple[str, str], float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert 200 == answer.status_code
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, sample.labels.get("rule") or sample.labels.get("fact", "")): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.django_db
@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_nobody_learns_that_it_exists_without_the_token(client: Client, authorization: str) -> None:
    with override_settings(METRICS_TOKENS=(TOKEN,)):
        assert 404 == client.get("/metrics", headers={"Authorization": authorization}).status_code
    with override_settings(METRICS_TOKENS=()):
        assert 404 == client.get("/metrics", headers={"Authorization": authorization}).status_code


@pytest.mark.django_db
def test_incidents_and_recorded_facts_are_counted(client: Client) -> None:
    with override_settings(METRICS_TOKENS=(TOKEN,)):
        before = scrape(client)
        with transaction.atomic():
            publish(RefusalsMounted(person_id=new_id(), workspace_id=None))
            publish(SignInFailed(person_id=None, account="a", network="n", stage="password", reason="mismatch"))
        services.judge()
        audit.seal_all()
        after = scrape(client)

    assert 1 == after["assay_security_events_total", "permission-probing"]
    assert 1 == after["assay_security_incidents_open", "permission-probing"]
    for fact in ("kernel.refusals_mounted.v1", "identity.sign_in_failed.v1"):
        counted = "assay_facts_total", fact
        assert 1 == after[counted] - before.get(counted, 0)
