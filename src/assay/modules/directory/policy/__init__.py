"""Pure rules about domains: which can be claimed, what the DNS has to say, and how long a proof holds without it."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import idna

from assay.modules.directory.policy.everybodys import FREE_MAIL, RESERVED, SUFFIXES
from assay.modules.directory.types import Finding

MOST_DOMAINS: Final = 20  # of one workspace
LONGEST_NAME: Final = 253 - len("_assay.")
LABEL: Final = "_assay"
PREFIX: Final = "assay-domain-verification="
CHECK_EVERY: Final = timedelta(hours=6)
WARN_AFTER: Final = timedelta(days=1)  # a record that is away for an hour is nobody's worry
LAPSE_AFTER: Final = timedelta(days=7)
ASKED_LASTS: Final = timedelta(minutes=2)  # a check that nobody carried out within this is not waited for


class Fault(StrEnum):
    """Why a text is no domain that can be claimed."""

    UNREADABLE = "unreadable"
    ADDRESS = "address"
    SUFFIX = "suffix"
    FREE_MAIL = "free_mail"
    RESERVED = "reserved"


class NotClaimable(ValueError):
    """The text is no domain that a company can have to itself."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_name(typed: str) -> str:
    """Return a domain in the one spelling we keep: lower case, IDNA 2008, no dot at the end. Raises NotClaimable."""
    text = typed.strip().rstrip(".")
    if _is_address(text):
        raise NotClaimable(Fault.ADDRESS)
    try:
        name = idna.encode(text, uts46=True, std3_rules=True, transitional=False).decode()
        idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        raise NotClaimable(Fault.UNREADABLE) from None
    labels = name.split(".")
    if len(name) > LONGEST_NAME or labels[-1].isdigit():
        raise NotClaimable(Fault.UNREADABLE)
    if labels[-1] in RESERVED:
        raise NotClaimable(Fault.RESERVED)
    if len(labels) < 2 or name in SUFFIXES:
        raise NotClaimable(Fault.SUFFIX)
    if name in FREE_MAIL:
        raise NotClaimable(Fault.FREE_MAIL)
    return name


def domain_of(address: str) -> str:
    """Return the domain of an address in the spelling we keep; empty when it has none that can be proven."""
    _, at, domain = address.strip().rpartition("@")
    try:
        return read_name(domain) if at else ""
    except NotClaimable:
        return ""


def record_of(name: str) -> str:
    """Return where the record stands."""
    return f"{LABEL}.{name}"


def value_of(token: str) -> str:
    """Return what the record has to say."""
    return PREFIX + token


def judge(answers: Sequence[frozenset[str]], *, value: str) -> Finding:
    """Return what the answers of all servers come to: the value counts when every one of them gives it."""
    holding = [value in texts for texts in answers]
    if holding and all(holding):
        return Finding.FOUND
    if any(holding):
        return Finding.SPLIT
    is_other = any(text.startswith(PREFIX) for texts in answers for text in texts)
    return Finding.OTHER if is_other else Finding.NOTHING


def lapses_at(missing_since: datetime) -> datetime:
    """Return when a proof ends whose record is away since then."""
    return missing_since + LAPSE_AFTER


def is_warning_due(missing_since: datetime, *, warned_at: datetime | None, now: datetime) -> bool:
    """Tell whether the owners should hear by now that the record is away."""
    return warned_at is None and now - missing_since >= WARN_AFTER


def is_over(missing_since: datetime, *, warned_at: datetime | None, now: datetime) -> bool:
    """Tell whether the record has been away for too long; never before the owners have known for a day."""
    return warned_at is not None and now - warned_at >= WARN_AFTER and now >= lapses_at(missing_since)


def is_waiting(*, asked_at: datetime | None, checked_at: datetime | None, now: datetime) -> bool:
    """Tell whether a check that somebody asked for is still to come."""
    if asked_at is None or now - asked_at > ASKED_LASTS:
        return False
    return checked_at is None or checked_at < asked_at


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
