"""Users, groups and errors as SCIM writes them (RFC 7643)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.conf import settings

from assay.kernel import etag
from assay.modules.directory.policy.filters import Values, path_of
from assay.modules.directory.types import Group, UserCard

CORE: Final = "urn:ietf:params:scim:schemas:core:2.0:"
MESSAGES: Final = "urn:ietf:params:scim:api:messages:2.0:"
BASE: Final = "/scim/v2"
GROUP_NAMES: Final[Mapping[Group, str]] = {Group.ADMIN: "Admins", Group.MEMBER: "Members", Group.VIEWER: "Viewers"}
USER_PATHS: Final = frozenset(
    {
        *("id", "username", "externalid", "displayname", "active", "name.givenname", "name.familyname"),
        *("name.formatted", "emails", "emails.value", "emails.type", "emails.primary", "groups", "groups.value"),
        *("meta.created", "meta.lastmodified", "meta.resourcetype"),
    }
)
GROUP_PATHS: Final = frozenset({"id", "displayname", "meta.resourcetype"})
_ALWAYS: Final = frozenset({"schemas", "id"})


def address_of(kind: str, name: object) -> str:
    """Return the address of a resource."""
    return f"{settings.BASE_URL}{BASE}/{kind}/{name}"


def tag_of(card: UserCard) -> str:
    """Return the version of a user; what their membership says is part of it."""
    return etag.weak(card.id, card.version, card.order.is_active, card.group)


def user(card: UserCard) -> dict[str, Any]:
    """Return the whole of a user."""
    order = card.order
    names = {"formatted": order.formatted, "givenName": order.given_name, "familyName": order.family_name}
    found = {
        "schemas": [f"{CORE}User"],
        "id": str(card.id),
        "externalId": order.external_id,
        "userName": order.user_name,
        "name": {name: text for name, text in names.items() if text},
        "displayName": order.display_name,
        "active": order.is_active,
        "emails": [{"value": order.user_name, "type": "work", "primary": True}],
        "groups": [_member(GROUP_NAMES[card.group], "Groups", card.group.value)] if card.group else [],
        "meta": {
            "resourceType": "User",
            "created": card.created_at.isoformat(),
            "lastModified": card.changed_at.isoformat(),
            "location": address_of("Users", card.id),
            "version": tag_of(card),
        },
    }
    return {name: value for name, value in found.items() if value not in ("", {}, [])}


def group(one: Group, *, cards: Sequence[UserCard]) -> dict[str, Any]:
    """Return a group with those of its people that the directory names."""
    return {
        "schemas": [f"{CORE}Group"],
        "id": one.value,
        "displayName": GROUP_NAMES[one],
        "members": [_member(card.order.user_name, "Users", str(card.id)) for card in cards if card.group is one],
        "meta": {"resourceType": "Group", "location": address_of("Groups", one.value)},
    }


def _member(display: str, kind: str, name: str) -> dict[str, str]:
    return {"value": name, "$ref": address_of(kind, name), "display": display}


def values(document: Mapping[str, Any]) -> Values:
    """Return what filters see of a resource: values by lower-case path, the first of those that are many."""
    found: dict[str, Any] = {}
    for name, value in document.items():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            found |= {f"{name}.{part}".lower(): each for part, each in inner.items()}
            found[name.lower()] = inner.get("value")
        else:
            found[name.lower()] = inner
    return found


def shown(document: Mapping[str, Any], *, wanted: str, unwanted: str) -> dict[str, Any]:
    """Return what was asked for (RFC 7644, 3.9); ``schemas`` and ``id`` always."""
    if wanted:
        return _kept(document, _paths(wanted))
    dropped = _paths(unwanted)
    return {name: value for name, value in document.items() if name in _ALWAYS or name.lower() not in dropped}


def _kept(document: Mapping[str, Any], paths: Collection[str]) -> dict[str, Any]:
    found = {}
    for name, value in document.items():
        inner = {path.partition(".")[2] for path in paths if path.startswith(f"{name.lower()}.")}
        if name in _ALWAYS or name.lower() in paths:
            found[name] = value
        elif inner and isinstance(value, dict):
            found[name] = {part: each for part, each in value.items() if part.lower() in inner}
        elif inner and isinstance(value, list):
            found[name] = [{part: each for part, each in one.items() if part.lower() in inner} for one in value]
    return found


def _paths(text: str) -> frozenset[str]:
    return frozenset(path_of(part.strip()) for part in text.split(",") if part.strip())


def listed(documents: Sequence[Mapping[str, Any]], *, total: int, start: int) -> dict[str, Any]:
    """Return a page of a list (RFC 7644, 3.4.2)."""
    return {
        "schemas": [f"{MESSAGES}ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(documents),
        "Resources": list(documents),
    }


def error(status: int, *, detail: str, kind: str = "") -> dict[str, Any]:
    """Return a refusal (RFC 7644, 3.12)."""
    said = {"schemas": [f"{MESSAGES}Error"], "status": str(status), "detail": detail}
    return said | ({"scimType": kind} if kind else {})
