"""Pure rules of staff (ADR 0023): which duty may do what, and how long somebody's account may be looked at."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from assay.modules.identity.types.staff import Duty, Over, StaffAction

LEAST: Final[Mapping[StaffAction, Duty]] = {
    StaffAction.PERSON_SEE: Duty.SUPPORT,
    StaffAction.ADDRESS_REVEAL: Duty.SUPPORT,
    StaffAction.VERIFICATION_SEND: Duty.SUPPORT,
    StaffAction.IMPERSONATE_INVITED: Duty.SUPPORT,
    StaffAction.WORKSPACE_SEE: Duty.SUPPORT,
    StaffAction.IMPERSONATE: Duty.STAFF,
    StaffAction.SESSIONS_END: Duty.STAFF,
    StaffAction.LOCKOUT_LIFT: Duty.STAFF,
    StaffAction.ACCOUNT_SWITCH: Duty.STAFF,
    StaffAction.RECOVERY_CANCEL: Duty.STAFF,
    StaffAction.WORKSPACE_LOG: Duty.STAFF,
    StaffAction.INCIDENTS: Duty.STAFF,
    StaffAction.WEAKNESSES: Duty.STAFF,
    StaffAction.STAFF_LOG: Duty.STAFF,
}
_RANK: Final = {Duty.NONE: 0, Duty.SUPPORT: 1, Duty.STAFF: 2}

SHORTEST_REASON, LONGEST_REASON, LONGEST_TICKET = 10, 1_000, 40  # characters
LASTS: Final = timedelta(minutes=15)  # an impersonation, and there is no way to make one longer
_TICKET: Final = re.compile(rf"[A-Za-z0-9#/_.:-]{{0,{LONGEST_TICKET}}}", re.ASCII)
INVITATION: Final = timedelta(hours=24)  # how long somebody's word that support may look holds


def may(duty: Duty, what: StaffAction) -> bool:
    """Tell whether somebody with this duty may do this."""
    return _RANK[duty] >= _RANK[LEAST[what]]


def may_impersonate(duty: Duty, *, invited_until: datetime | None, now: datetime) -> bool:
    """Tell whether somebody may look at an account: support only while its owner has asked for it."""
    if may(duty, StaffAction.IMPERSONATE):
        return True
    is_invited = invited_until is not None and now < invited_until
    return is_invited and may(duty, StaffAction.IMPERSONATE_INVITED)


def over(duty: Duty, *, is_theirs_open: bool, until: datetime, now: datetime) -> Over | None:
    """Tell whether and why looking ends at this moment; ``is_theirs_open``: the account may still be looked at."""
    if now >= until:
        return Over.TIME
    if not may(duty, StaffAction.IMPERSONATE_INVITED):
        return Over.DUTY
    return None if is_theirs_open else Over.GONE


def is_ticket(text: str) -> bool:
    """Tell whether a text can be a ticket's number; it stands in the log as it is, so no address fits into it."""
    return _TICKET.fullmatch(text) is not None


def is_reason(text: str) -> bool:
    """Tell whether a text says why, and not just something."""
    said = text.strip()
    return SHORTEST_REASON <= len(said) <= LONGEST_REASON and len(set(said.lower())) > 4 and " " in said
