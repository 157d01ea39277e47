"""What the addresses of staff take, and which action each is about."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from assay.kernel import clock
from assay.modules.identity.api import StaffAction

type Row = tuple[str, str, Mapping[str, Any] | None, StaffAction]

BECAUSE: Final = {"category": "asked", "ticket": "T-1", "reason": "They wrote to us about it."}
ACCEPTED: Final = {
    "reason": "Nothing of ours calls what is weak there.",
    "until": (clock.now() + timedelta(days=9)).date().isoformat(),
}
_PERSON: Final = "staff/people/{person_id}/"
_PLACE: Final = "staff/workspaces/{workspace_id}/"
IDS: Final = {"workspace_id": "home_id", "name": "sessions"}
STOP: Final = "staff/look/end/"

ROWS: Final[tuple[Row, ...]] = (
    ("GET", "staff/", None, StaffAction.PERSON_SEE),
    ("GET", "staff/log/", None, StaffAction.STAFF_LOG),
    ("GET", "staff/people/", None, StaffAction.PERSON_SEE),
    ("POST", "staff/people/", {"sought": "{person_id}"}, StaffAction.PERSON_SEE),
    ("GET", _PERSON, None, StaffAction.PERSON_SEE),
    ("GET", f"{_PERSON}address/", None, StaffAction.ADDRESS_REVEAL),
    ("POST", f"{_PERSON}address/", BECAUSE, StaffAction.ADDRESS_REVEAL),
    ("GET", f"{_PERSON}acts/{{name}}/", None, StaffAction.SESSIONS_END),
    ("POST", f"{_PERSON}acts/{{name}}/", BECAUSE, StaffAction.SESSIONS_END),
    ("GET", f"{_PERSON}look/", None, StaffAction.IMPERSONATE_INVITED),
    ("POST", f"{_PERSON}look/", {**BECAUSE, "workspace": "{mias_home_id}"}, StaffAction.IMPERSONATE),
    ("GET", "staff/workspaces/", None, StaffAction.WORKSPACE_SEE),
    ("POST", "staff/workspaces/", {"sought": "{home_id}"}, StaffAction.WORKSPACE_SEE),
    ("GET", _PLACE, None, StaffAction.WORKSPACE_SEE),
    ("GET", f"{_PLACE}log/", None, StaffAction.WORKSPACE_LOG),
    ("POST", f"{_PLACE}log/", BECAUSE, StaffAction.WORKSPACE_LOG),
    ("GET", "staff/incidents/", None, StaffAction.INCIDENTS),
    ("GET", "staff/incidents/{incident_id}/", None, StaffAction.INCIDENTS),
    ("POST", "staff/incidents/{incident_id}/", {"note": "Looked into, nothing came of it."}, StaffAction.INCIDENTS),
    ("GET", "staff/weaknesses/", None, StaffAction.WEAKNESSES),
    ("GET", "staff/weaknesses/{weakness_id}/", None, StaffAction.WEAKNESSES),
    ("POST", "staff/weaknesses/{weakness_id}/", ACCEPTED, StaffAction.WEAKNESSES),
)
