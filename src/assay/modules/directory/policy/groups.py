"""What a directory may say of a group: who is in it. Pure: a document in, steps out."""

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from assay.modules.directory.policy.users import UserInvalid, operations

MOST_MEMBERS: Final = 500
_ONE: Final = re.compile(r'members\[\s*value\s+eq\s+"([^"]*)"\s*\]')


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """``ids`` come in or go out; with ``is_whole`` these and nobody else are in the group from then on."""

    ids: tuple[UUID, ...]
    comes_in: bool
    is_whole: bool = False


def steps(document: Any, *, name: str) -> tuple[Step, ...]:
    """Return what a PATCH asks for, in its order; ``name`` is the group's. Raises UserInvalid."""
    found = []
    for verb, path, value in operations(document):
        if path:
            found += _steps(verb, path, value, name=name)
        elif isinstance(value, dict):
            _keep_name(value, name=name)
            found += _steps(verb, "members", value["members"], name=name) if "members" in value else []
    return tuple(found)


def whole(document: Any, *, name: str) -> tuple[Step, ...]:
    """Return what a PUT asks for; one that says nothing of members puts nobody out. Raises UserInvalid."""
    if not isinstance(document, dict):
        raise UserInvalid("The body is not an object.", kind="invalidSyntax")
    _keep_name(document, name=name)
    return tuple(_steps("replace", "members", document["members"], name=name)) if "members" in document else ()


def _steps(verb: str, path: str, value: Any, *, name: str) -> list[Step]:
    if one := _ONE.fullmatch(path):
        return [Step(ids=_ids([{"value": one[1]}]), comes_in=verb != "remove")]
    if path == "members" and verb == "remove" and value is None:
        return [Step(ids=(), comes_in=True, is_whole=True)]
    if path == "members":
        return [Step(ids=_ids(value), comes_in=verb != "remove", is_whole=verb == "replace")]
    if path == "displayname":
        _keep_name({"displayName": value}, name=name)
    return []


def _keep_name(document: dict[str, Any], *, name: str) -> None:
    if document.get("displayName", name) != name:
        raise UserInvalid("The name of a group cannot be changed.", kind="mutability")


def _ids(value: Any) -> tuple[UUID, ...]:
    listed: list[Any] = value if isinstance(value, list) else [value]
    if len(listed) > MOST_MEMBERS:
        raise UserInvalid(f"At most {MOST_MEMBERS} members at once.", kind="tooMany")
    try:
        return tuple(UUID(one["value"]) for one in listed)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise UserInvalid("A member is an object whose value is the id of a user.") from None
