"""Mail is written with its cause, handed over afterwards, once, and not given up lightly."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.test import override_settings

from assay.kernel import clock, jobs
from assay.kernel.privacy import Email
from assay.kernel.testing import captured, queued, run_jobs
from assay.modules.comms import policy, services
from assay.modules.comms.api import MessageId, Status, count_by_status, send
from assay.modules.comms.models import Message
from assay.modules.comms.types import Outgoing
from tests.comms.smtp import Server, mail_server, mailers

pytestmark = pytest.mark.django_db
LINK = "http://testserver/accounts/password/reset/key/u-k/"
TO = Email("ada@example.org")


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as running:
        yield running


def write(*, key: str = "reset:1", to: Email = TO) -> Message:
    said = {"password_reset_url": LINK, "address": to.reveal(), "home": "http://testserver"}
    return Message.objects.get(pk=send("identity/mail/password_reset_key", to=to, context=said, key=key))


def later(moment: timedelta) -> None:
    """Let the time come for what was put off, and carry it out."""
    due = [(job.name, job.call) for job in queued()]
    with clock.frozen(clock.now() + moment):
        for _name, call in due:
            services.deliver(UUID(call["message_id"]))


def test_a_mail_arrives_as_text_and_html_with_the_same_link_in_both(server: Server) -> None:
    message = write()
    assert ["comms.deliver"] == run_jobs()
    (mail,) = server.taken
    assert ("ada@example.org", "Set a new password") == (mail["To"], mail["Subject"])
    assert f"<{message.pk}@localhost>" == mail["Message-ID"]
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()}
    assert {"text/plain", "text/html"} == set(parts)
    for body in parts.values():
        assert isinstance(body, bytes)
        assert LINK.encode() in body
    assert b"<img" not in parts["text/html"]


def test_a_mail_that_was_sent_keeps_no_link_in_the_database(server: Server) -> None:
    message = write()
    assert LINK in message.text
    run_jobs()
    message.refresh_from_db()
    assert (Status.SENT, "", "") == (message.status, message.text, message.html)
    assert message.sent_at is not None
    assert 1 == len(server.taken)


def test_a_cause_that_is_rolled_back_sends_nothing(server: Server) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail(write())
    assert ([], 0, []) == (run_jobs(), Message.objects.count(), server.taken)


def fail(_message: Message) -> None:
    raise ZeroDivisionError


def test_one_cause_writes_one_mail_however_often_it_is_named(server: Server) -> None:
    assert write().pk == write().pk
    run_jobs()
    assert write().status == Status.SENT
    assert [] == run_jobs()
    assert 1 == len(server.taken)


def test_a_job_that_is_run_twice_sends_once(server: Server) -> None:
    message = write()
    services.deliver(message.pk)
    services.deliver(message.pk)
    run_jobs()
    assert 1 == len(server.taken)


def test_a_message_in_the_hands_of_another_worker_is_left_alone_and_looked_at_again(server: Server) -> None:
    message = write()
    Message.objects.filter(pk=message.pk).update(status=Status.SENDING, claimed_at=clock.now(), attempts=1)
    run_jobs()
    assert [] == server.taken
    assert [{"message_id": str(message.pk)}] == [job.call for job in queued("comms.deliver")]
    later(policy.CLAIM)
    assert 1 == len(server.taken), "whoever had it in hand has died with it"


@pytest.mark.parametrize("answer", ["451 come back later", "421 closing"])
def test_a_server_that_is_busy_is_asked_again_until_it_takes_the_mail(server: Server, answer: str) -> None:
    server.answer = answer
    message = write()
    run_jobs()
    message.refresh_from_db()
    assert (Status.QUEUED, 1) == (message.status, message.attempts)
    assert LINK in message.text
    assert message.due_at - clock.now() > policy.WAITS[0] - timedelta(seconds=5)
    server.answer = "250 taken"
    later(policy.WAITS[0])
    message.refresh_from_db()
    assert (Status.SENT, 2, 1) == (message.status, message.attempts, len(server.taken))


def test_a_server_that_is_away_is_asked_six_times_and_then_the_mail_is_given_up() -> None:
    with mail_server():
        message = write()
    with mail_server() as server, captured() as lines:
        server.answer = "451 come back later"
        run_jobs()
        for wait in policy.WAITS:
            later(wait)
    message.refresh_from_db()
    assert (Status.FAILED, 6, "") == (message.status, message.attempts, message.html)
    assert TO.reveal() not in lines.text
    assert 1 == len(lines.named("mail given up"))


def test_a_server_that_does_not_answer_at_all_counts_as_busy() -> None:
    message = write()
    with override_settings(MAILERS=mailers(1)):
        run_jobs()
    message.refresh_from_db()
    assert (Status.QUEUED, 1) == (message.status, message.attempts)
    assert "ConnectionRefusedError" in message.fault


@pytest.mark.parametrize("says", ["550 no such mailbox ada@example.org", "554 not wanted"])
def test_a_refusal_for_good_is_not_asked_again_and_the_texts_are_forgotten(server: Server, says: str) -> None:
    server.to_recipient = says
    message = write()
    with captured() as lines:
        run_jobs()
    message.refresh_from_db()
    assert (Status.FAILED, 1, "") == (message.status, message.attempts, message.text)
    assert says[:3] in message.fault
    assert TO.reveal() not in message.fault + lines.text
    assert [] == queued("comms.deliver")


def test_a_message_whose_job_was_lost_is_found_by_the_sweep(server: Server) -> None:
    message = write()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert 0 == services.sweep()
    Message.objects.filter(pk=message.pk).update(due_at=clock.now() - timedelta(minutes=5))
    jobs.find("comms.sweep").run()
    run_jobs()
    assert 1 == len(server.taken)


def test_old_mail_is_deleted_and_open_mail_never() -> None:
    for key, status, age in (
        ("a", Status.SENT, 31),
        ("b", Status.FAILED, 31),
        ("c", Status.QUEUED, 31),
        ("d", Status.SENT, 29),
    ):
        message = write(key=key)
        Message.objects.filter(pk=message.pk).update(status=status, created_at=clock.now() - timedelta(days=age))
    jobs.find("comms.purge").run()
    assert {"c", "d"} == set(Message.objects.values_list("key", flat=True))


def test_a_mail_without_a_template_is_an_error_where_it_is_written() -> None:
    with pytest.raises(TemplateDoesNotExist):
        send("identity/mail/no_such_mail", to=TO, context={}, key="x")
    assert 0 == Message.objects.count()


def test_a_line_break_in_a_subject_cannot_add_a_header(server: Server) -> None:
    message = write()
    message.subject = "Hello\nBcc: everybody@example.org"
    message.save()
    run_jobs()
    message.refresh_from_db()
    assert (Status.FAILED, []) == (message.status, server.taken)


def test_a_mail_on_its_way_shows_its_number_and_nothing_else() -> None:
    mail = Outgoing(id=MessageId(UUID(int=7)), to=TO, subject="Set a new password", text=LINK, html=LINK)
    assert "Outgoing(00000000-0000-0000-0000-000000000007)" == repr(mail)


def test_the_queue_can_be_counted() -> None:
    write()
    assert {Status.QUEUED: 1, Status.SENDING: 0, Status.SENT: 0, Status.FAILED: 0} == count_by_status()
