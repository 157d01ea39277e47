"""Pure rules: which chain a fact belongs to, and how a row becomes what is hashed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from assay.modules.audit.types import LOOK, Sort

SYSTEM = "system"
READS = frozenset({LOOK, "audit.people_read.v1", "audit.person_read.v1", "identity.impersonation_saw.v1"})
SIGN_INS = frozenset(
    {
        *("identity.signed_in.v1", "identity.signed_out.v1", "identity.sign_in_failed.v1"),
        *("identity.sign_in_delayed.v1", "identity.device_seen.v1", "identity.session_moved.v1"),
        *("identity.session_doubted.v1", "identity.session_proven.v1", "identity.session_cut.v1"),
        *("identity.session_revoked.v1", "identity.session_rotated.v1", "identity.factor_proven.v1"),
        *("identity.factor_refused.v1", "identity.recovery_code_used.v1", "identity.api_key_refused.v1"),
        *("identity.signature_refused.v1", "directory.token_refused.v1", "federation.own_way_used.v1"),
        "identity.travel_impossible.v1",
    }
)
type Plain = str | int | bool | None


def chain_of(*, workspace_id: UUID | None, subject_id: UUID | None) -> str:
    """Name the chain: the workspace's where there is one, else the person's whom it concerns, else the system's."""
    if workspace_id is not None:
        return f"workspace:{workspace_id}"
    return SYSTEM if subject_id is None else f"person:{subject_id}"


def moment(at: datetime) -> str:
    """Write a moment the one way that is hashed: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def names_of(sort: Sort) -> tuple[frozenset[str], bool]:
    """Return facts, and whether an entry of that sort is one of these or one of none of these.

    What staff looked at stands among the changes too: it is rare, and nobody should have to look for it.
    """
    if sort is Sort.CHANGES:
        return SIGN_INS | {LOOK}, False
    return (READS if sort is Sort.READS else SIGN_INS), True


def objects_of(fields: Mapping[str, object]) -> dict[str, str]:
    """Return the ids among a fact's fields; of several under one name each gets a number."""
    found: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, UUID):
            found[name] = str(value)
        elif isinstance(value, tuple | list | set | frozenset):
            ids = sorted(str(each) for each in value if isinstance(each, UUID))
            found |= {f"{name}.{number}": each for number, each in enumerate(ids, start=1)}
    return found


def details_of(payload: Mapping[str, object], *, objects: Mapping[str, str]) -> dict[str, Plain]:
    """Return the fields that are no ids, as values that mean the same to every reader of JSON (so no fractions)."""
    names = {name.partition(".")[0] for name in objects}
    return {name: _plain(value) for name, value in payload.items() if name not in names}


def _plain(value: object) -> Plain:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    return str(value)
