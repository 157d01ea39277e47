"""Writing a mail in the transaction of its cause, and seeing it off afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string

from assay.kernel import clock, crypto, jobs
from assay.kernel.blind_index import normal
from assay.kernel.logging import get_logger
from assay.kernel.privacy import Email
from assay.modules.comms import policy, providers
from assay.modules.comms.errors import Refused, TryAgain
from assay.modules.comms.models import Message
from assay.modules.comms.types import MessageId, Outgoing, Status

log = get_logger(__name__)

DELIVER: Final = "comms.deliver"
_OPEN: Final = (Status.QUEUED, Status.SENDING)


@transaction.atomic
def send(template: str, *, to: Email, context: Mapping[str, object], key: str, is_last: bool = False) -> MessageId:
    """Write one mail and let a job hand it over once the caller's transaction commits; both happen or neither.

    `template` names three files: `<template>.subject.txt`, `<template>.txt` and `<template>.html`. They are rendered
    now, in the active language. `key` names the cause: a second call with the same key writes nothing and returns
    the first message. The mail is handed over at least once; should a worker die between the mail server's answer
    and our note of it, the same mail (same Message-ID) goes out a second time.
    `is_last`: nothing more is ever written there, and what is kept of the address goes with this mail.
    Raises TemplateDoesNotExist.
    """
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "template": template,
            "owner_id": owner_of(to),
            "recipient": to.reveal(),
            "subject": " ".join(render_to_string(f"{template}.subject.txt", context).split())[:300],
            "text": render_to_string(f"{template}.txt", context).strip() + "\n",
            "html": render_to_string(f"{template}.html", context),
            "due_at": clock.now(),
            "is_last": is_last,
        },
    )
    if is_new:
        jobs.defer(DELIVER, message_id=str(message.pk))
    return MessageId(message.pk)


def owner_of(address: Email) -> UUID:
    """Return whose key seals mail to an address; the person behind it, if there is one, stands above this module."""
    return crypto.subject_for(normal(address.reveal()), purpose="mail")


@transaction.atomic
def forget(address: Email) -> int:
    """Make all mail to an address unreadable, in every copy, and delete what is here; return how many were here.

    The address may come back: mail written from then on is sealed under a new key.
    """
    owners = set(crypto.subjects_for(normal(address.reveal()), purpose="mail"))
    found = Message.objects.filter(recipient=address.reveal())
    owners |= set(found.values_list("owner_id", flat=True))
    gone, _ = found.delete()
    for owner in owners:
        crypto.destroy_key(owner, is_final=False)
    return gone


def deliver(message_id: UUID) -> None:
    """Hand a message over, unless that was done already or somebody else is at it.

    Nothing is called inside a transaction: the message is claimed, then sent, then the outcome is recorded.
    """
    mail = _claim(message_id)
    if mail is None:
        return
    try:
        providers.current().hand_over(mail)
    except Refused as fault:
        _give_up(mail.id, str(fault))
    except TryAgain as fault:
        _put_back(mail.id, fault.detail)
    else:
        _record_sent(mail.id)


@transaction.atomic
def sweep() -> int:
    """Queue messages anew that are long overdue, in case their job was lost; return how many. Harmless when not."""
    overdue = Message.objects.filter(status__in=_OPEN, due_at__lt=clock.now() - 2 * policy.CLAIM)
    ids = [str(pk) for pk in overdue.order_by("due_at").values_list("pk", flat=True)[:500]]
    for message_id in ids:
        jobs.defer(DELIVER, message_id=message_id)
    return len(ids)


@transaction.atomic
def purge() -> int:
    """Delete what was sent or given up longer ago than mail is kept; return how many."""
    old = Message.objects.filter(status__in=(Status.SENT, Status.FAILED), created_at__lt=clock.now() - policy.KEPT)
    gone, _ = old.delete()
    return gone


@transaction.atomic
def _claim(message_id: UUID) -> Outgoing | None:
    """Take a message in hand. When somebody else has it, come back after the time a delivery can take at most."""
    message = Message.objects.select_for_update().filter(pk=message_id, status__in=_OPEN).first()
    if message is None:
        return None
    now = clock.now()
    if message.claimed_at is not None and not policy.is_abandoned(message.claimed_at, now=now):
        _again_at(message.claimed_at + policy.CLAIM, message)
        return None
    message.status, message.claimed_at, message.attempts = Status.SENDING, now, message.attempts + 1
    message.save(update_fields=["status", "claimed_at", "attempts"])
    return Outgoing(
        id=MessageId(message.pk),
        to=Email(message.recipient),
        subject=message.subject,
        text=message.text,
        html=message.html,
    )


@transaction.atomic
def _record_sent(message_id: UUID) -> None:
    Message.objects.filter(pk=message_id).update(
        status=Status.SENT, sent_at=clock.now(), claimed_at=None, fault="", text="", html=""
    )
    _forget_last(message_id)


@transaction.atomic
def _put_back(message_id: UUID, fault: str) -> None:
    message = Message.objects.select_for_update().get(pk=message_id)
    wait = policy.wait_after(message.attempts)
    if wait is None:
        _give_up(message_id, fault)
        return
    message.status, message.claimed_at, message.fault = Status.QUEUED, None, fault[:300]
    message.due_at = clock.now() + wait
    message.save(update_fields=["status", "claimed_at", "fault", "due_at"])
    _again_at(message.due_at, message)
    log.warning("mail put back", message=str(message_id), attempt=message.attempts, fault=fault)


@transaction.atomic
def _give_up(message_id: UUID, fault: str) -> None:
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        return  # forgotten meanwhile
    message.status, message.claimed_at, message.fault = Status.FAILED, None, fault[:300]
    message.text = message.html = ""
    message.save(update_fields=["status", "claimed_at", "fault", "text", "html"])
    _forget_last(message_id)
    log.error("mail given up", message=str(message_id), fault=fault)


def _forget_last(message_id: UUID) -> None:
    """Keep nothing of an address that was written to for the last time."""
    last = Message.objects.filter(pk=message_id, is_last=True).first()
    if last is not None:
        forget(Email(last.recipient))


def _again_at(moment: datetime, message: Message) -> None:
    jobs.find(DELIVER).defer_at(moment, message_id=str(message.pk))
