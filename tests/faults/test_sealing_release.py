"""The release that seals: every answer is the same before and after, byte by byte (ADR 27)."""

from typing import Any, Final

import pytest
from django.db import connection
from psycopg import sql

from assay.kernel import crypto, memory, tenancy
from assay.modules.comms.models import Message
from tests.faults.addresses import CASES
from tests.faults.asking import furnished
from tests.faults.world import World, rest
from tests.kernel.migrating import as_before

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # takes back the migrations of a filled database
SEALING: Final = (
    ("kernel", "0004_keyed_replays"),
    ("comms", "0004_sealed_faults"),
    ("identity", "0011_sealed_names"),
    ("ideas", "0002_sealed_ideas"),
    ("validation", "0003_sealed_ledger"),
)
FAULT: Final = "550 mailbox unavailable"


def answers(there: World) -> dict[str, tuple[int, str, bytes]]:
    """What the interface and the files say to the owner: status, ETag, body."""
    memory.forget_all()
    browser = there.cast.as_alice
    said = {}
    for case in CASES:
        if case.method == "GET" and (case.is_api or case.route.endswith((".pdf", ".json"))):
            rest()
            answer: Any = browser.get(case.path(there.ids))
            said[case.name] = (answer.status_code, answer.get("ETag", ""), answer.content)
    return {name: each for name, each in said.items() if name not in OF_THE_MOMENT}


OF_THE_MOMENT: Final = frozenset({"GET /api/v1/audit", "GET /api/v1/sessions"})  # they grow by being read


def column(table: str, name: str) -> list[Any]:
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {} ORDER BY id").format(sql.Identifier(name), sql.Identifier(table)))
        return [value for (value,) in cursor.fetchall()]


def test_every_answer_is_the_same_before_and_after() -> None:
    there = furnished()
    mail = Message.objects.order_by("id").last()
    assert mail is not None
    mail.fault = FAULT
    mail.save()
    before = answers(there)
    assert {200} == {status for status, _, _ in before.values()}
    assert before["GET /app/ideas/{idea_id}/report.pdf"][2].startswith(b"%PDF")

    with as_before(*SEALING):
        assert ["Shift swap", "Put away"] == column("ideas_idea", "name")
        assert ["Nightly"] == column("identity_api_key", "name")
        assert ["Phone"] == column("identity_factor", "name")
        assert FAULT in column("comms_message", "fault")

    assert before == answers(there)
    assert FAULT == Message.objects.get(pk=mail.pk).fault


def test_requests_of_the_last_day_are_known_after_it() -> None:
    with as_before(SEALING[0]), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_replay (id, created_at, scope, fingerprint, status, answer, expires_at)"
            " VALUES (gen_random_uuid(), now(), %s, %s, 200, '', now())",
            ["a" * 64, "b" * 64],
        )

    hashed = [crypto.blind(letter * 64, purpose="idempotency") for letter in "ab"]
    assert [hashed] == [[*column("kernel_replay", "scope"), *column("kernel_replay", "fingerprint")]]
